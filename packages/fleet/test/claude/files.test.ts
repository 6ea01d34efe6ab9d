import { execFileSync } from 'node:child_process';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { scanFleet } from '../../src/scan-fleet.ts';
import { fakeView } from '../fake-view.ts';
import { NOW_MS, only, openPlace, PID, record, SESSION } from './place.ts';

const alive = fakeView({ rows: [{ pid: PID, startedAt: '262463' }] });

describe('the files of sessions/', () => {
  test('that are torn, strange or of old versions give no session, and are counted', () => {
    const place = openPlace();
    place.write(`sessions/${PID}.json`, record());
    place.write('sessions/1.json', '{"pid":1,"sess');
    place.write('sessions/2.json', '');
    place.write('sessions/3.json', '[]');
    place.write('sessions/4.json', { pid: '4', sessionId: SESSION });
    place.write('sessions/5.json', { pid: 6, sessionId: SESSION });
    place.write('sessions/pid-7.json', { session_id: SESSION, cwd: '/x' });
    place.write('sessions/copy.json', record());
    const scan = place.scan(alive);
    expect(only(scan).process.pid).toBe(PID);
    expect(scan.skipped).toEqual({ torn: 3, 'unknown-form': 2, legacy: 1, 'unknown-name': 1 });
  });

  test('are the only ones that are opened: a peer key beside them would not come to an end', () => {
    const place = openPlace();
    place.write(`sessions/${PID}.json`, record());
    // Whoever opened it would have to say that it cannot be read.
    mkdirSync(join(place.folder, `sessions/${PID}.c0ffee.key`));
    expect(place.scan(alive)).toMatchObject({ members: [{ process: { pid: PID } }], skipped: {} });
  });

  test('that are pipes, folders or links in a circle keep nobody waiting', () => {
    const place = openPlace();
    place.write(`sessions/${PID}.json`, record());
    const at = (name: string): string => join(place.folder, name);
    mkdirSync(at('goals'));
    for (const name of ['sessions/1.json', `goals/${SESSION}.json`]) execFileSync('mkfifo', [at(name)]);
    mkdirSync(at('sessions/2.json'));
    symlinkSync(at('sessions/3.json'), at('sessions/3.json'));
    expect(place.scan(alive)).toMatchObject({ members: [{ process: { pid: PID }, goal: '' }], skipped: {} });
  });

  test('may hold fields of other types, which count as missing', () => {
    const place = openPlace();
    place.write(`sessions/${PID}.json`, {
      ...record(),
      sessionId: 7,
      cwd: ['/'],
      procStart: 262463,
      status: null,
      updatedAt: 'now',
      statusUpdatedAt: -1,
      startedAt: 1e300,
      name: {},
      version: 2,
      entrypoint: false,
      pidDomain: 5,
    });
    expect(only(place.scan(alive))).toMatchObject({
      alive: null,
      sessionId: null,
      cwd: null,
      status: null,
      updatedAt: null,
      startedAt: null,
      name: null,
      version: null,
      entrypoint: null,
      target: '@.',
      rename: '.',
    });
  });

  test.for(['../../../etc/passwd', '..', 'a/b', 'a\\b', '.hidden', 'x'.repeat(200), ''])(
    'whose session is called "%s" lead to no other file',
    (sessionId) => {
      const place = openPlace();
      place.write('secret.json', { goal: 'read me not', ctx_pct: 50 });
      place.write(`sessions/${PID}.json`, record({ sessionId }));
      expect(only(place.scan(alive))).toMatchObject({ sessionId: null, goal: '', contextPercent: null });
    },
  );

  test('are not there where Claude Code was never used', () => {
    const place = openPlace();
    expect(place.scan(alive)).toEqual({ members: [], skipped: {} });
    writeFileSync(join(place.folder, 'sessions'), 'not a folder');
    expect(place.scan(alive)).toEqual({ members: [], skipped: {} });
  });

  test('of servers in the background and of processes that were started ahead are no sessions', () => {
    const place = openPlace();
    place.write(`sessions/${PID}.json`, record({ kind: 'daemon' }));
    expect(place.scan(alive).members).toEqual([]);
    place.write(`sessions/${PID}.json`, record({ kind: 'daemon-worker' }));
    expect(place.scan(alive).members).toEqual([]);
    place.write(`sessions/${PID}.json`, record({ spare: true }));
    expect(place.scan(alive).members).toEqual([]);
    place.write(`sessions/${PID}.json`, record({ kind: 'bg' }));
    expect(place.scan(alive).members).toHaveLength(1);
  });
});

describe('the process of a session', () => {
  test('that has ended leaves a dead session, with the word it left', () => {
    const place = openPlace();
    place.write(`sessions/${PID}.json`, record({ status: 'busy' }));
    expect(only(place.scan(fakeView()))).toMatchObject({
      alive: false,
      status: 'busy',
      state: { is: 'dead', why: 'its process ended while it was busy and left its file behind' },
    });
  });

  test('is another one where its pid was given again, and that one is asked nothing', () => {
    const place = openPlace();
    place.write(`sessions/${PID}.json`, record());
    const proc = fakeView({
      rows: [{ pid: PID, startedAt: '999999' }],
      variables: { [PID]: { KITTY_PID: '5' } },
    });
    expect(only(place.scan(proc))).toMatchObject({ alive: false, kittyPid: null, state: { is: 'dead' } });
  });

  test('counts as dead when it is a zombie', () => {
    const place = openPlace();
    place.write(`sessions/${PID}.json`, record());
    const proc = fakeView({ rows: [{ pid: PID, startedAt: '262463', state: 'dead' }] });
    expect(only(place.scan(proc)).alive).toBe(false);
  });

  test('is not proved without a start time, and is asked nothing', () => {
    const place = openPlace();
    place.write(`sessions/${PID}.json`, record({ procStart: undefined }));
    const proc = fakeView({
      rows: [{ pid: PID, startedAt: '262463' }],
      variables: { [PID]: { KITTY_PID: '5' } },
    });
    expect(only(place.scan(proc))).toMatchObject({
      process: { startedAt: '' },
      alive: null,
      kittyPid: null,
      state: { is: 'stale', source: 'process' },
    });
  });

  test('is not proved where the system hides it', () => {
    const place = openPlace();
    place.write(`sessions/${PID}.json`, record());
    expect(only(place.scan(fakeView({ hidden: [PID] }))).alive).toBeNull();
  });

  test('of another pid namespace is out of reach, not dead, also where its pid is somebody here', () => {
    const place = openPlace();
    place.write(`sessions/${PID}.json`, record({ pidDomain: 'linux:0:pid:[1]' }));
    const proc = fakeView({ rows: [{ pid: PID, startedAt: '262463' }], foreign: ['linux:0:pid:[1]'] });
    expect(only(place.scan(proc))).toMatchObject({
      process: { domain: 'linux:0:pid:[1]' },
      alive: null,
      state: { is: 'unreachable' },
    });
  });

  test('that ccx has started to ask for a quota is no session', () => {
    const place = openPlace();
    place.write(`sessions/${PID}.json`, record());
    const rows = [{ pid: PID, startedAt: '262463' }];
    expect(place.scan(fakeView({ rows, variables: { [PID]: { CCX_PROBE_ID: 'x' } } })).members).toEqual([]);
  });
});

describe('processes without a file', () => {
  const agent = { pid: 7, startedAt: '700', agent: 'claude' } as const;

  test('are sessions that have just begun, in the folder and with the id that is known', () => {
    const place = openPlace();
    const proc = fakeView({
      agents: [{ ...agent, args: ['-p', '--session-id', SESSION] }],
      variables: { 7: { CLAUDE_CONFIG_DIR: place.folder } },
      folders: { 7: '/home/ada/shop' },
    });
    expect(only(place.scan(proc))).toMatchObject({
      process: { pid: 7, startedAt: '700' },
      alive: true,
      sessionId: SESSION,
      cwd: '/home/ada/shop',
      target: 'e7982952@shop',
    });
  });

  test.for([['mcp', 'serve'], ['auth', 'status'], ['--version'], ['doctor']])('are none with %j', (args) => {
    const place = openPlace();
    const proc = fakeView({
      agents: [{ ...agent, args }],
      variables: { 7: { CLAUDE_CONFIG_DIR: place.folder } },
      folders: { 7: '/' },
    });
    expect(place.scan(proc).members).toEqual([]);
  });

  test('are none where a session has started them', () => {
    const place = openPlace();
    place.write(`sessions/${PID}.json`, record());
    const proc = fakeView({
      rows: [
        { pid: PID, startedAt: '262463' },
        { pid: 8, startedAt: '262500', parent: PID },
      ],
      agents: [{ ...agent, startedAt: '262600', parent: 8, args: ['-p', 'x'] }],
      variables: { 7: { CLAUDE_CONFIG_DIR: place.folder } },
      folders: { 7: '/' },
    });
    expect(only(place.scan(proc)).process.pid).toBe(PID);
  });

  test('belong to the config dir of their own environment', () => {
    const [one, other] = [openPlace(), openPlace()];
    const proc = fakeView({
      agents: [agent],
      variables: { 7: { CLAUDE_CONFIG_DIR: other.folder } },
      folders: { 7: '/' },
    });
    expect(one.scan(proc).members).toEqual([]);
    expect(other.scan(proc).members).toHaveLength(1);
  });
});

test.for([
  [{ terminal: true }, true],
  [{ terminal: false, parent: 5 }, true],
  [{ terminal: false, parent: 1 }, false],
  [{ terminal: null }, null],
] as const)('a session whose process has %j is attended: %s', ([row, attended]) => {
  const place = openPlace();
  place.write(`sessions/${PID}.json`, record());
  const rows = [
    { pid: PID, startedAt: '262463', ...row },
    { pid: 5, startedAt: '5' },
  ];
  expect(only(place.scan(fakeView({ rows }))).attended).toBe(attended);
});

test('a folder to which two accounts lead is read once', () => {
  const place = openPlace();
  place.write(`sessions/${PID}.json`, record());
  const { members } = scanFleet({ roots: [place.root, place.root], proc: alive, clock: { now: () => '' } });
  expect(members).toHaveLength(1);
});

test('the sidecars of a session are joined by its id, a field of another type counts as missing', () => {
  const place = openPlace();
  place.write(`sessions/${PID}.json`, record());
  place.write(`goals/${SESSION}.json`, {
    goal: 'Mend the login 🔧',
    phase: 'tests',
    emojis: '🔧',
    rename: 'fix-login',
    dod_contract: 'all green',
    dod_status: 5,
    role: 'coder',
  });
  place.write(`runtime/${SESSION}.json`, { ctx_pct: 61 });
  expect(only(place.scan(alive))).toMatchObject({
    name: 'fix-login',
    goal: 'Mend the login 🔧',
    phase: 'tests',
    emojis: '🔧',
    dodContract: 'all green',
    dodStatus: '',
    role: 'coder',
    contextPercent: 61,
    target: 'e7982952@project',
    rename: 'Mend the login 🔧',
  });
});

test.for([{}, { ctx_pct: '61' }, { ctx_pct: -1 }, { ctx_pct: 101 }, { ctx_pct: null }, 'torn'])(
  'a context of %j is unknown',
  (content) => {
    const place = openPlace();
    place.write(`sessions/${PID}.json`, record());
    place.write(`runtime/${SESSION}.json`, content);
    expect(only(place.scan(alive)).contextPercent).toBeNull();
  },
);

test('a config dir that is a link is the folder that it leads to', () => {
  const place = openPlace();
  place.write(`sessions/${PID}.json`, record());
  const link = join(place.folder, 'link');
  symlinkSync(place.folder, link);
  const roots = [place.root, { ...place.root, folder: link }];
  // Who makes roots resolves links; a scan of both still lists a process once.
  expect(scanFleet({ roots, proc: alive, clock: { now: () => new Date(NOW_MS).toISOString() } }).members).toHaveLength(
    1,
  );
});
