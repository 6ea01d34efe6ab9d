import { existsSync } from 'node:fs';
import { mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { accountId, CcxError, type AgentKind, type Reservation, type RunTarget } from '@ccx/contracts';
import { createTempHome, until } from '@ccx/testkit';
import { describe, expect, onTestFinished, test } from 'vitest';
import {
  createSessionMover,
  superviseInteractive,
  type SessionMove,
  type SessionMover,
  type SuperviseOptions,
} from '../src/index.ts';
import { scripted } from './support/scripted-agent.ts';

const SESSION = '7d54a799-1f0e-4a53-9c0b-0d9bd9b6c0de';

/**
 * An interactive Claude Code, as far as anybody can see from outside: it notes its start, keeps a session file that shows
 * the word in `HOME/status`, has a transcript, and ends with 143 by TERM. The word `quit` makes it end with 0.
 */
const SHOWN = `
  const { CLAUDE_CONFIG_DIR: dir, HOME } = process.env;
  const args = process.argv.slice(1);
  fs.appendFileSync(HOME + '/starts', JSON.stringify([require('node:path').basename(dir), ...args]) + '\\n');
  const stat = fs.readFileSync('/proc/self/stat', 'utf8');
  const procStart = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
  const file = dir + '/sessions/' + process.pid + '.json';
  const transcript = dir + '/projects/here/${SESSION}.jsonl';
  fs.mkdirSync(dir + '/sessions', { recursive: true });
  fs.mkdirSync(dir + '/projects/here', { recursive: true });
  const end = (code) => { fs.rmSync(file, { force: true }); process.exit(code); };
  if (args.includes('--resume') && !fs.existsSync(transcript)) { console.error('No conversation found'); end(1); }
  fs.appendFileSync(transcript, 'from ' + require('node:path').basename(dir) + '\\n');
  let shown = '';
  let changes = 0;
  setInterval(() => {
    const status = fs.readFileSync(HOME + '/status', 'utf8');
    if (status === shown) return;
    shown = status;
    if (status === 'quit') end(0);
    const said = { pid: process.pid, procStart, kind: 'interactive', entrypoint: 'cli', sessionId: '${SESSION}', status, statusUpdatedAt: changes++ };
    fs.writeFileSync(file + '.new', JSON.stringify(said));
    fs.renameSync(file + '.new', file);
  }, 5);
  process.on('SIGTERM', () => { if (fs.existsSync(HOME + '/stubborn')) fs.writeFileSync(HOME + '/asked', ''); else end(143); });
`;

/** What starts it may be a script that waits for it. */
const WRAPPED = `
  const child = spawn(process.execPath, ['-e', ${JSON.stringify(`const fs = require('node:fs');${SHOWN}`)}, '--', ...process.argv.slice(1)], { stdio: 'inherit' });
  child.on('exit', (code) => process.exit(code ?? 1));
`;

interface Lab {
  readonly home: string;
  readonly said: string[];
  readonly places: { readonly released: string[] };
  /** How many looks at the quota and choices there were. */
  readonly asked: { pressured: string[]; chosen: number };
  /** What the CLI shows from now on. */
  show(status: string): Promise<void>;
  /** The arguments of each start, after the name of its config dir. */
  starts(): Promise<readonly (readonly string[])[]>;
  reserve(name: string, agent?: AgentKind): Reservation;
  supervise(more?: Partial<SuperviseOptions>, args?: readonly string[]): Promise<{ readonly exitCode: number }>;
}

/** The first account, `work`, is under pressure at once; `private` is offered for it. */
async function createLab({ carry = true, script = SHOWN } = {}): Promise<Lab> {
  const temp = await createTempHome();
  onTestFinished(() => temp.remove());
  const { home } = temp;
  const said: string[] = [];
  const released: string[] = [];
  const asked: Lab['asked'] = { pressured: [], chosen: 0 };
  const lab: Lab = {
    home,
    said,
    places: { released },
    asked,
    show: (status) => writeFile(join(home, 'status'), status),
    async starts() {
      const text = await readFile(join(home, 'starts'), 'utf8').catch(() => '');
      return text
        .split('\n')
        .filter((line) => line !== '')
        .map((line): readonly string[] => JSON.parse(line));
    },
    reserve(name, agent = 'claude') {
      const configDir = join(home, name);
      const account = { agent, configDir, id: accountId(agent, configDir) } as const;
      const target: RunTarget = { account, name, model: null, billing: null };
      return { target, release: async () => void released.push(name) };
    },
    supervise: (more = {}, args = ['--model', 'opus', 'Mend it.']) =>
      superviseInteractive({
        start: { reservation: lab.reserve('work'), args },
        env: temp.env,
        home,
        cwd: temp.cwd,
        binaries: { claude: scripted(script) },
        async pressured({ id }) {
          asked.pressured.push(id.split('/').at(-1) ?? '');
          if (!id.endsWith('work')) await new Promise(() => {});
        },
        async choose() {
          asked.chosen += 1;
          return { reservation: lab.reserve('private'), reason: 'private has all of its week left' };
        },
        mover: createSessionMover({ env: temp.env, home, carry }),
        say: (text) => said.push(text),
        idleMs: 60,
        pollMs: 20,
        lastTyped: () => null,
        ...more,
      }),
  };
  await lab.show('busy');
  return lab;
}

/** Waits until so many CLIs were started, and lets the last one go. */
async function leave(lab: Lab, starts: number): Promise<void> {
  await until(async () => (await lab.starts()).length === starts);
  await lab.show('quit');
}

const RESUMED = ['--model', 'opus', '--resume', SESSION];

describe.skipIf(process.platform !== 'linux')('a supervised session', () => {
  test.for([
    ['as it is', SHOWN],
    ['behind a script', WRAPPED],
  ] as const)(
    'goes on as another account when it is idle, with its record and its arguments, %s',
    async ([, script]) => {
      const lab = await createLab({ script });
      const ended = lab.supervise();
      await until(async () => (await lab.starts()).length === 1);
      await lab.show('idle');
      await leave(lab, 2);
      expect(await ended).toEqual({ exitCode: 0 });
      expect(await lab.starts()).toEqual([
        ['work', '--model', 'opus', 'Mend it.'],
        ['private', ...RESUMED],
      ]);
      expect(await readFile(join(lab.home, 'private', 'projects', 'here', `${SESSION}.jsonl`), 'utf8')).toBe(
        'from work\nfrom private\n',
      );
      expect(lab.said).toEqual(['work reached its hard level; private has all of its week left: going on as private']);
      expect(lab.places.released).toEqual(['work', 'private']);
      expect(lab.asked).toEqual({ pressured: ['work', 'private'], chosen: 1 });
    },
  );

  test('goes on where the history is shared without a copy, even where none may be made', async () => {
    const lab = await createLab({ carry: false });
    for (const name of ['work/projects', 'private']) await mkdir(join(lab.home, name), { recursive: true });
    await symlink(join(lab.home, 'work', 'projects'), join(lab.home, 'private', 'projects'));
    const ended = lab.supervise();
    await until(async () => (await lab.starts()).length === 1);
    await lab.show('idle');
    await leave(lab, 2);
    expect(await ended).toEqual({ exitCode: 0 });
    expect((await lab.starts())[1]).toEqual(['private', ...RESUMED]);
  });

  test.for(['busy', 'waiting', 'shell'] as const)(
    'that is %s is left alone until the person leaves it',
    async (status) => {
      const lab = await createLab();
      await lab.show(status);
      let checks = 0;
      const mover = createSessionMover({ env: {}, home: lab.home, carry: true });
      const counting: SessionMover = { ...mover, check: async (move) => ((checks += 1), mover.check(move)) };
      let looks = 0;
      const ended = lab.supervise({ mover: counting, lastTyped: () => ((looks += 1), null) });
      await until(() => looks > 10);
      expect(await lab.starts()).toHaveLength(1);
      await lab.show('quit');
      expect(await ended).toEqual({ exitCode: 0 });
      expect([checks, (await lab.starts()).length]).toEqual([0, 1]);
      expect(lab.said).toEqual([
        'work reached its hard level; the session was not seen idle, so that it could go on as private.',
      ]);
      expect(lab.places.released).toEqual(['private', 'work']);
    },
  );

  test('whose account has room is never looked at, and nothing is said', async () => {
    const lab = await createLab();
    await lab.show('idle');
    let heard: AbortSignal | null = null;
    const ended = lab.supervise({
      pressured: (_account, signal) => ((heard = signal), new Promise(() => {})),
    });
    await leave(lab, 1);
    expect(await ended).toEqual({ exitCode: 0 });
    expect([lab.said, lab.asked.chosen, lab.places.released]).toEqual([[], 0, ['work']]);
    expect(heard).toMatchObject({ aborted: true });
  });

  test('stays where no other account has room', async () => {
    const lab = await createLab();
    await lab.show('idle');
    const ended = lab.supervise({ choose: async () => null });
    await leave(lab, 1);
    expect(await ended).toEqual({ exitCode: 0 });
    expect(lab.said).toEqual(['work reached its hard level; no other account had room.']);
  });

  test('stays, and frees the place at once, where its history is neither shared nor carried', async () => {
    const lab = await createLab({ carry: false });
    await lab.show('idle');
    const ended = lab.supervise();
    await until(() => lab.places.released.includes('private'));
    await leave(lab, 1);
    expect(await ended).toEqual({ exitCode: 0 });
    expect(lab.said).toEqual(['work reached its hard level; its sessions cannot go on as private.']);
  });

  test('stays where another record lies in its place, and is not ended for that', async () => {
    const lab = await createLab();
    const other = join(lab.home, 'private', 'projects', 'here');
    await mkdir(other, { recursive: true });
    await writeFile(join(other, `${SESSION}.jsonl`), 'of another\n');
    await lab.show('idle');
    let checks = 0;
    const mover = createSessionMover({ env: {}, home: lab.home, carry: true });
    const ended = lab.supervise({
      mover: { ...mover, check: async (move) => ((checks += 1), mover.check(move)) },
    });
    await until(() => checks > 2);
    await leave(lab, 1);
    expect(await ended).toEqual({ exitCode: 0 });
    expect(lab.said[0]).toContain(`is another record than that of session ${SESSION}`);
  });

  test('goes on as before where its record could not be brought after all, and is not ended again', async () => {
    const lab = await createLab();
    await lab.show('idle');
    const mover = createSessionMover({ env: {}, home: lab.home, carry: true });
    const ended = lab.supervise({ mover: { ...mover, carry: async () => 'the disk is full' } });
    await leave(lab, 2);
    expect(await ended).toEqual({ exitCode: 0 });
    expect((await lab.starts())[1]).toEqual(['work', ...RESUMED]);
    expect(lab.said).toEqual(['work reached its hard level; the disk is full: going on as before']);
    expect([lab.asked.chosen, lab.places.released]).toEqual([1, ['private', 'work']]);
  });

  test('that does not end when it is asked to is left alone, and never killed', async () => {
    const lab = await createLab();
    await lab.show('idle');
    await writeFile(join(lab.home, 'stubborn'), '');
    const ended = lab.supervise({ endMs: 50 });
    await until(() => lab.places.released.includes('private'));
    expect(existsSync(join(lab.home, 'asked'))).toBe(true);
    await leave(lab, 1);
    expect(await ended).toEqual({ exitCode: 0 });
    expect(lab.said).toEqual([
      'work reached its hard level; the session did not end within 0.05 s of being asked to, and was left alone.',
    ]);
  });

  test('that the person left in the moment in which it was to be ended is over', async () => {
    const lab = await createLab({ script: SHOWN.replace('else end(143);', 'else end(0);') });
    await lab.show('idle');
    expect(await lab.supervise()).toEqual({ exitCode: 0 });
    expect([(await lab.starts()).length, lab.places.released]).toEqual([1, ['private', 'work']]);
  });

  test.for(['check', 'carry'] as const)('is over where ccx itself is asked to end in the %s', async (step) => {
    const lab = await createLab();
    await lab.show('idle');
    const before = new Set(process.listeners('SIGTERM'));
    const mover = createSessionMover({ env: {}, home: lab.home, carry: true });
    const ended = lab.supervise({
      mover: {
        ...mover,
        async [step](move: SessionMove) {
          // As if the signal had come: the test's own process is not to end.
          for (const listener of process.listeners('SIGTERM')) if (!before.has(listener)) listener('SIGTERM');
          return mover[step](move);
        },
      },
    });
    expect(await ended).toEqual({ exitCode: 143 });
    expect(await lab.starts()).toHaveLength(1);
    expect(lab.said.join()).not.toContain('going on');
    expect(existsSync(join(lab.home, 'private'))).toBe(step === 'carry');
    expect(lab.places.released.toSorted()).toEqual(['private', 'work']);
  });

  test('of which nothing can be read is left alone', async () => {
    const lab = await createLab({ script: SHOWN.replace("entrypoint: 'cli'", "entrypoint: 'new-ui'") });
    await lab.show('idle');
    let looks = 0;
    const ended = lab.supervise({ lastTyped: () => ((looks += 1), null) });
    await until(() => looks > 10);
    await leave(lab, 1);
    expect(await ended).toEqual({ exitCode: 0 });
    expect(lab.said[0]).toContain('was not seen idle');
  });

  test('whose quota cannot be watched goes on, and says so at its end', async () => {
    const lab = await createLab();
    const ended = lab.supervise({ pressured: () => Promise.reject(new Error('no cache')) });
    await leave(lab, 1);
    expect(await ended).toEqual({ exitCode: 0 });
    expect(lab.said).toEqual(['The quota of work could not be watched: no cache']);
  });

  test('that has ended while an account was looked for gives the late place back', async () => {
    const lab = await createLab();
    let answer = (): void => {};
    const ended = lab.supervise({
      choose: () =>
        new Promise((resolve) => {
          answer = () => resolve({ reservation: lab.reserve('private'), reason: '' });
        }),
    });
    await leave(lab, 1);
    expect(await ended).toEqual({ exitCode: 0 });
    answer();
    await until(() => lab.places.released.includes('private'));
    expect(lab.said).toEqual([]);
  });
});

test.for(['codex', 'gemini'] as const)('a session of %s is not supervised, and not started', async (agent) => {
  const lab = await createLab();
  const reservation = lab.reserve('work', agent);
  const refused = lab.supervise({ start: { reservation, args: [] }, binaries: { [agent]: scripted(SHOWN) } });
  await expect(refused).rejects.toSatisfy((error) => CcxError.is(error, 'agent_unsupported_option'));
  expect([await lab.starts(), lab.places.released]).toEqual([[], ['work']]);
});

test('arguments that cannot be given twice are refused before anything is started', async () => {
  const lab = await createLab();
  const refused = lab.supervise({}, ['--worktree', 'x']);
  await expect(refused).rejects.toSatisfy((error) => CcxError.is(error, 'agent_unsupported_option'));
  expect([await lab.starts(), lab.places.released]).toEqual([[], ['work']]);
});
