import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { CcxError } from '@ccx/contracts';
import { endTree, ownProcessId, treeMembers, type ProcessId } from '@ccx/contracts/host';
import { HOST, playground, runs, statusOf, until, works, type Playground, type Started } from './processes.ts';

const namespaces = works('unshare', ['-p', '-f', '--mount-proc', 'true']);

/** Short enough for a test; what is asserted never depends on it. */
const quick = { termGraceMs: 150, killWaitMs: 8000, pollMs: 10 };

describe.runIf(process.platform === 'linux')('the end of a tree', () => {
  let play: Playground;
  beforeEach(() => {
    play = playground();
  });
  afterEach(async () => {
    vi.restoreAllMocks();
    await play.end();
  });

  const shell = (script: string, options: { until?: string } = {}): Promise<Started> =>
    play.start('/bin/sh', ['-c', script], options);

  /** Ready when the file says so: the scripts that leave the tree cannot be asked through the tree. */
  const ready = (name: string): Promise<void> =>
    until(`${name} is there`, () => {
      try {
        return readFileSync(join(play.folder, name), 'utf8').endsWith('\n');
      } catch {
        return false;
      }
    });

  it('comes with SIGINT where that is enough', async () => {
    const { id } = await shell('trap "exit 0" INT; trap "" TERM; echo ready; while :; do sleep 0.02; done', {
      until: 'ready',
    });
    expect(await endTree(id, { ...quick, interruptGraceMs: 8000 })).toEqual({
      ended: true,
      steps: ['interrupt'],
      survivors: [],
    });
    expect(play.running()).toEqual([]);
  });

  it('comes with SIGTERM for what does not mind SIGINT, and starts there unless asked otherwise', async () => {
    const script = 'trap "" INT; trap "exit 0" TERM; echo ready; while :; do sleep 0.02; done';
    const steps = async (interrupt: object): Promise<unknown> =>
      (await endTree((await shell(script, { until: 'ready' })).id, { termGraceMs: 8000, ...interrupt })).steps;
    expect(await steps({ interruptGraceMs: 50 })).toEqual(['interrupt', 'terminate']);
    expect(await steps({})).toEqual(['terminate']);
  });

  it('comes for grandchildren that ignore TERM, left the session and hold stdout', async () => {
    const { id, closed } = await shell(
      `trap "" TERM INT HUP
       (setsid sh -c 'sleep 600 & echo far > far; wait' &)
       setsid sh -c 'sleep 600 & wait' &
       sleep 600 &
       echo ready; wait`,
      { until: 'ready' },
    );
    await ready('far');
    await until('all six are there', () => play.running().length >= 6);
    const end = await endTree(id, { ...quick, interruptGraceMs: 50, marker: play.marker });
    expect(end).toEqual({ ended: true, steps: ['interrupt', 'terminate', 'kill'], survivors: [] });
    expect(play.running()).toEqual([]);
    await closed;
  });

  it('comes for a member that left group, session and parentage, by the marker', async () => {
    const { id } = await shell(`(setsid sh -c 'echo $$ > gone; exec sleep 600' &); exec sleep 600`);
    await ready('gone');
    const gone = Number(readFileSync(join(play.folder, 'gone'), 'utf8'));
    await until('it has another parent', () => parentOf(gone) !== id.pid);
    expect((await treeMembers(id)).map(({ pid }) => pid)).toEqual([id.pid]);
    const marked = (await treeMembers(id, { marker: play.marker })).map(({ pid }) => pid);
    expect(new Set(marked)).toEqual(new Set([id.pid, gone]));

    expect(await endTree(id, quick)).toMatchObject({ ended: true });
    expect(play.running()).toEqual([gone]);
    expect(await endTree(id, { ...quick, termGraceMs: 8000, marker: play.marker })).toMatchObject({
      ended: true,
      steps: ['terminate'],
    });
    expect(play.running()).toEqual([]);
  });

  it('comes for a descendant that stays in no group of the root but in its line', async () => {
    const { id } = await shell(`setsid sh -c 'echo in > line; sleep 600; exit' & wait`);
    await ready('line');
    expect((await treeMembers(id)).length).toBe(play.running().length);
    expect(await endTree(id, quick)).toMatchObject({ ended: true });
    expect(play.running()).toEqual([]);
  });

  it('comes for what is forked during the ending', async () => {
    // Ignored before the fork, so that the heir ignores it from its first moment on.
    const heir = `trap "" TERM; setsid sh -c "sleep 600 & wait" & exit 0`;
    const { id } = await shell(`trap '${heir}' TERM; echo ready; while :; do sleep 0.02; done`, { until: 'ready' });
    expect(await endTree(id, { ...quick, marker: play.marker })).toEqual({
      ended: true,
      steps: ['terminate', 'kill'],
      survivors: [],
    });
    expect(play.running()).toEqual([]);
  });

  it('comes politely for what is forked during the ending, too', async () => {
    writeFileSync(join(play.folder, 'heir.sh'), 'trap "exit 0" TERM; while :; do sleep 0.02; done');
    const { id } = await shell(`trap 'sh heir.sh & exit 0' TERM; echo ready; while :; do sleep 0.02; done`, {
      until: 'ready',
    });
    expect(await endTree(id, { termGraceMs: 8000, pollMs: 10 })).toMatchObject({ ended: true, steps: ['terminate'] });
    expect(play.running()).toEqual([]);
  });

  it('comes for a group whose processes pass the torch faster than one can look', async () => {
    // Each one lives for a moment and starts the next; the count ends it if the test does not.
    writeFileSync(
      join(play.folder, 'torch.sh'),
      'trap "" TERM; [ "$1" -gt 0 ] && { sh torch.sh $(($1 - 1)) & }; exit 0',
    );
    const { id } = await shell(
      'trap "" TERM; sh torch.sh 20000 & sh torch.sh 20000 & echo ready; wait; exec sleep 600',
      { until: 'ready' },
    );
    const kill = vi.spyOn(process, 'kill');
    const end = await endTree(id, { ...quick, termGraceMs: 50 });
    expect(kill).toHaveBeenCalledWith(-id.pid, 'SIGKILL');
    expect(end).toEqual({ ended: true, steps: ['terminate', 'kill'], survivors: [] });
    expect(play.running()).toEqual([]);
  });

  it('comes for many that fork at the same time', async () => {
    writeFileSync(
      join(play.folder, 'bush.sh'),
      'trap "" TERM; [ "$1" -gt 0 ] && { sh bush.sh $(($1 - 1)) & sh bush.sh $(($1 - 1)) & }; exec sleep 600',
    );
    const { id } = await shell('sh bush.sh 5 & echo ready; wait', { until: 'ready' });
    expect(await endTree(id, { ...quick, termGraceMs: 20 })).toMatchObject({ ended: true, survivors: [] });
    expect(play.running()).toEqual([]);
  });

  it('comes for the group of a root that is dead already', async () => {
    const { id, child } = await shell(
      'trap "" TERM; sleep 600 & sleep 600 & echo ready; while [ ! -e go ]; do sleep 0.01; done',
      { until: 'ready' },
    );
    writeFileSync(join(play.folder, 'go'), '');
    await until('the root is gone', () => child.exitCode !== null);
    await until('only its children run', () => play.running().length === 2);
    expect(await endTree(id, quick)).toMatchObject({ ended: true, steps: ['terminate', 'kill'] });
    expect(play.running()).toEqual([]);
  });

  it.skipIf(!namespaces)('comes for what lives in a pid namespace of its own below', async () => {
    const { id } = await play.start(
      'unshare',
      ['-p', '-f', '--mount-proc', 'sh', '-c', 'setsid sleep 600 & echo ready; wait'],
      {
        until: 'ready',
      },
    );
    await until('all three are there', () => play.running().length === 3);
    expect(await endTree(id, { ...quick, marker: play.marker })).toMatchObject({ ended: true, survivors: [] });
    expect(play.running()).toEqual([]);
  });

  it('comes for a stopped process, which has to be woken to be ended politely', async () => {
    const { id } = await shell('kill -STOP $$; sleep 600');
    await until('it is stopped', () => statusOf(id.pid)?.state === 'T');
    expect(await endTree(id, { ...quick, termGraceMs: 8000 })).toMatchObject({ ended: true, steps: ['terminate'] });
  });

  it('is there at once when nothing lives', async () => {
    const { id, child } = await shell('while [ ! -e go ]; do sleep 0.01; done');
    writeFileSync(join(play.folder, 'go'), '');
    await until('it is gone', () => child.exitCode !== null);
    expect(await endTree(id)).toEqual({ ended: true, steps: [], survivors: [] });
    expect(await treeMembers(id)).toEqual([]);
  });

  it('never touches another bearer of the pid, nor what that one started', async () => {
    const { id } = await shell('sleep 600 & echo ready; wait', { until: 'ready' });
    const before = play.running();
    const former: ProcessId = { ...id, startedAt: String(Number(id.startedAt) - 1) };
    for (const root of [former, { ...id, startedAt: String(Number(id.startedAt) + 1) }]) {
      expect(await treeMembers(root)).toEqual([]);
      expect(await endTree(root, quick)).toEqual({ ended: true, steps: [], survivors: [] });
    }
    expect(play.running()).toEqual(before);
    expect(before).toHaveLength(2);
  });

  it('never touches a process of another domain, and does not say that it ended', async () => {
    const { id } = await play.start('sleep', ['600']);
    const foreign = {
      ...id,
      domain: id.domain.replace(/^linux:[^:]*/, 'linux:another-boot').replace(/[^:]*$/, 'elsewhere'),
    };
    expect(await treeMembers(foreign, { marker: play.marker })).toEqual([]);
    expect(await endTree(foreign, { ...quick, marker: play.marker })).toEqual({
      ended: false,
      steps: [],
      survivors: [foreign],
    });
    expect(runs(id.pid)).toBe(true);
  });

  it('refuses the own process and its ancestors', async () => {
    // In a tree of its own, so that a mistake ends that tree only.
    const script = `import { endTree, ownProcessId, processId, treeMembers } from ${JSON.stringify(HOST)};
      const roots = [await ownProcessId(), await processId(process.ppid), await processId(1)];
      const calls = roots.flatMap((root) => [endTree(root, { termGraceMs: 0 }), treeMembers(root)]);
      const codes = await Promise.all(calls.map((call) => call.then(() => 'went on', (error) => error.code)));
      console.log(codes.join(' '));`;
    writeFileSync(join(play.folder, 'self.mjs'), script);
    const { output, closed } = await shell(`"${process.execPath}" self.mjs; echo "and the parent lives"`);
    await closed;
    expect(output()).toBe(`${Array.from({ length: 6 }, () => 'invalid_argument').join(' ')}\nand the parent lives\n`);
  });

  it('leaves out the own process and its ancestors where they carry the marker or share the group', async () => {
    const script = `import { spawn } from 'node:child_process';
      import { endTree, processId } from ${JSON.stringify(HOST)};
      const sibling = spawn('sleep', ['600'], { stdio: 'ignore' });
      const end = await endTree(await processId(sibling.pid), { termGraceMs: 5000, marker: ${JSON.stringify(play.marker)} });
      console.log(JSON.stringify(end));`;
    writeFileSync(join(play.folder, 'sibling.mjs'), script);
    const { output, closed } = await shell(`"${process.execPath}" sibling.mjs; echo "and the parent lives"`);
    await closed;
    expect(output()).toBe('{"ended":true,"steps":["terminate"],"survivors":[]}\nand the parent lives\n');
  });

  it('is not claimed while something lives', async () => {
    const { id } = await play.start('sleep', ['600']);
    const real = process.kill.bind(process);
    vi.spyOn(process, 'kill').mockImplementation((pid, signal) => {
      if (signal === 0) return real(pid, signal);
      throw Object.assign(new Error('kill EPERM'), { code: 'EPERM' });
    });
    const end = await endTree(id, { interruptGraceMs: 20, termGraceMs: 20, killWaitMs: 20, pollMs: 5 });
    expect(end).toEqual({ ended: false, steps: ['interrupt', 'terminate', 'kill'], survivors: [id] });
  });

  it.each([{ termGraceMs: Number.NaN }, { killWaitMs: Number.POSITIVE_INFINITY }, { interruptGraceMs: -1 }])(
    'is refused within %o',
    async (options) => {
      const error: unknown = await endTree(await ownProcessId(), options).catch((reason: unknown) => reason);
      expect(CcxError.is(error, 'invalid_argument') && error.message).toMatch(/milliseconds/);
    },
  );

  it.each([
    ['without a name', { name: '', value: 'x' }],
    ['with a name that ends in the middle', { name: 'A=B', value: 'x' }],
    ['without a value, which many carry', { name: 'A', value: '' }],
  ])('is refused by a marker %s', async (_, marker) => {
    const error: unknown = await endTree(await ownProcessId(), { marker }).catch((reason: unknown) => reason);
    expect(CcxError.is(error, 'invalid_argument')).toBe(true);
  });
});

function parentOf(pid: number): number {
  return Number(/^PPid:\s*(\d+)$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]);
}
