import { spawnSync } from 'node:child_process';
import { copyFileSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findExecutable, isAlive, ownProcessId, processDomain, processId, type ProcessId } from '@ccx/contracts/host';
import { relate } from '../../src/host/process-id.ts';
import { HOST, playground, runs, statusOf, until, works, type Playground } from './processes.ts';

const linux = process.platform === 'linux';
const namespaces = works('unshare', ['-p', '-f', '--mount-proc', 'true']);
/** As somebody else, in a /proc that shows everybody only his own processes. */
const AS_NOBODY =
  'mount -o remount,hidepid=2 /proc && setpriv --reuid 65534 --regid 65534 --clear-groups "$@"; exit $?';
const entered = [
  '-p',
  '-f',
  '--mount-proc',
  'sh',
  '-c',
  AS_NOBODY,
  'sh',
  process.execPath,
  '--input-type=module',
  '-e',
];
const hiding = works('unshare', [...entered, `import ${JSON.stringify(HOST)}`]);
if (linux && !namespaces) console.warn('SKIPPED: pid namespaces (unshare -p -f --mount-proc is not permitted here)');
if (linux && !hiding) console.warn('SKIPPED: hidden processes (mount and setpriv are not permitted here)');

/** Runs a script in a new pid namespace and returns what it printed. */
function inNamespace(mountProc: boolean, script: string, before: readonly string[] = []): unknown {
  const args = [
    '-p',
    '-f',
    ...(mountProc ? ['--mount-proc'] : []),
    ...before,
    process.execPath,
    '--input-type=module',
    '-e',
    script,
  ];
  const { stdout, stderr } = spawnSync('unshare', args, { encoding: 'utf8' });
  expect(stderr).toBe('');
  return JSON.parse(stdout);
}

describe.runIf(linux)('the identity of a process', () => {
  let play: Playground;
  beforeEach(() => {
    play = playground();
  });
  afterEach(() => play.end());

  it('says of this process that it lives, with the start time that the kernel tells', async () => {
    const own = await ownProcessId();
    expect(own).toEqual(await processId(process.pid));
    expect(readFileSync('/proc/self/stat', 'utf8').split(' ')).toContain(own.startedAt);
    expect(await isAlive(own)).toBe(true);
  });

  it('follows a process from its start to its end', async () => {
    const { id, child } = await play.start('sleep', ['600']);
    expect(await isAlive(id)).toBe(true);
    child.kill('SIGKILL');
    await until('it is dead', async () => (await isAlive(id)) === false);
    expect(await processId(id.pid)).toBeNull();
  });

  it('takes a zombie for dead', async () => {
    // The shell becomes a sleep that never collects the child it had.
    const { child } = await play.start('/bin/sh', ['-c', 'sleep 0.05 & echo $!; exec sleep 600'], { until: '\n' });
    const children = readFileSync(`/proc/${child.pid}/task/${child.pid}/children`, 'utf8').trim();
    const zombie = Number(children);
    const id = await processId(zombie);
    await until('it is a zombie', () => statusOf(zombie)?.state === 'Z');
    expect(await processId(zombie)).toBeNull();
    if (id !== null) expect(await isAlive(id)).toBe(false);
    expect(await isAlive({ ...(await ownProcessId()), pid: zombie, startedAt: startOf(zombie) })).toBe(false);
  });

  it('is not misled by a process name that looks like the fields behind it', async () => {
    const file = join(play.folder, 'we) S (ird');
    copyFileSync((await findExecutable('sleep', { env: process.env })) ?? '', file);
    const { id } = await play.start(file, ['600'], { argv0: 'sleep' });
    await until('it bears the name', () => statusOf(id.pid)?.name === 'we) S (ird');
    expect(await processId(id.pid)).toEqual({ ...id, startedAt: startOf(id.pid) });
    expect(await isAlive(id)).toBe(true);
  });

  it('says of a pid with another bearer that the process is dead', async () => {
    const { id } = await play.start('sleep', ['600']);
    expect(await isAlive({ ...id, startedAt: String(Number(id.startedAt) - 1) })).toBe(false);
    expect(runs(id.pid)).toBe(true);
  });

  it('does not take a thread for a process', async () => {
    const thread = readdirSync('/proc/self/task')
      .map(Number)
      .find((id) => id !== process.pid);
    expect(thread).toBeDefined();
    expect(await processId(thread ?? 0)).toBeNull();
  });

  it.each([0, -1, 1.5, Number.NaN, 2 ** 40])('knows no process %d', async (pid) => {
    expect(await processId(pid)).toBeNull();
    expect(await isAlive({ ...(await ownProcessId()), pid })).toBe(false);
  });

  it.skipIf(!namespaces)('proves nothing about another pid namespace, in either direction', async () => {
    const own = await ownProcessId();
    const inside = inNamespace(
      true,
      `import { isAlive, ownProcessId } from ${JSON.stringify(HOST)};
       const ours = await isAlive(${JSON.stringify(own)});
       console.log(JSON.stringify({ ours, own: await ownProcessId(), alive: await isAlive(await ownProcessId()) }));`,
    );
    expect(inside).toMatchObject({ ours: null, alive: true, own: { pid: 1 } });
    const theirs = (inside as { own: ProcessId }).own;
    expect(theirs.domain).not.toBe(own.domain);
    expect(await isAlive(theirs)).toBeNull();
  });

  it.skipIf(!namespaces)('proves nothing where /proc shows another namespace than the own', async () => {
    const inside = inNamespace(
      false,
      `import { isAlive, ownProcessId, processId } from ${JSON.stringify(HOST)};
       const alive = await isAlive(${JSON.stringify(await ownProcessId())});
       const codes = await Promise.all([ownProcessId(), processId(1)].map((call) => call.catch((error) => error.code)));
       console.log(JSON.stringify({ alive, codes }));`,
    );
    expect(inside).toEqual({ alive: null, codes: ['platform_unsupported', 'platform_unsupported'] });
  });

  it.skipIf(!hiding)('proves nothing about a process that is hidden from this user', () => {
    const script = `import { isAlive, ownProcessId, processId } from ${JSON.stringify(HOST)};
      const own = await ownProcessId();
      console.log(JSON.stringify([await isAlive({ ...own, pid: 1 }), await processId(1), await isAlive({ ...own, pid: 999999 })]));`;
    expect(inNamespace(true, script, ['sh', '-c', AS_NOBODY, 'sh'])).toEqual([null, null, false]);
  });
});

describe('domains', () => {
  const first = '4026531836';
  const here = `linux:boot-2:${first}:4026531834:machine-a`;

  it.each([
    ['the same boot and namespaces', here, 'same'],
    ['the same without a machine id', `linux:boot-2:${first}:4026531834:-`, 'same'],
    ['another pid namespace', 'linux:boot-2:4026532999:4026531834:machine-a', 'unknown'],
    [
      'another time namespace, whose start times mean something else',
      `linux:boot-2:${first}:4026532111:machine-a`,
      'unknown',
    ],
    ['an earlier boot of this machine', `linux:boot-1:${first}:4026531834:machine-a`, 'over'],
    ['a boot of another machine', `linux:boot-1:${first}:4026531834:machine-b`, 'unknown'],
    ['a boot of a machine without an id', `linux:boot-1:${first}:4026531834:-`, 'unknown'],
    ['a container in an earlier boot', 'linux:boot-1:4026532999:4026531834:machine-a', 'unknown'],
    ['another system', 'darwin:boot-2', 'unknown'],
    ['nothing at all', '', 'unknown'],
  ])('tell of %s', (_, theirs, relation) => {
    expect(relate(theirs, here)).toBe(relation);
  });

  it('are over only for the host: a container cannot tell whose boot the other was', () => {
    const container = 'linux:boot-2:4026532999:4026531834:machine-a';
    expect(relate('linux:boot-1:4026532999:4026531834:machine-a', container)).toBe('unknown');
    expect(relate(`linux:boot-1:${first}:4026531834:-`, `linux:boot-2:${first}:4026531834:-`)).toBe('unknown');
  });

  it('hold for the boot session on macOS', () => {
    expect(relate('darwin:a', 'darwin:a')).toBe('same');
    expect(relate('darwin:b', 'darwin:a')).toBe('unknown');
  });

  it.runIf(linux)('name the boot and the pid namespace of this process', async () => {
    const [system, boot] = (await processDomain()).split(':');
    expect([system, boot]).toEqual(['linux', readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()]);
  });
});

/** Counted from the end of the line, which no name can reach: 52 fields, the start time is the 22nd. */
function startOf(pid: number): string {
  return (
    readFileSync(`/proc/${pid}/stat`, 'utf8')
      .trim()
      .split(' ')
      .at(21 - 52) ?? ''
  );
}
