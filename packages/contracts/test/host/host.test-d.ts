import {
  acquireLock,
  endTree,
  findExecutable,
  isAlive,
  processId,
  treeMembers,
  withLock,
  type Lock,
  type ProcessId,
} from '@ccx/contracts/host';

declare const id: ProcessId;

export const found: Promise<ProcessId | null> = processId(1);
export const alive: Promise<boolean | null> = isAlive(id);
export const members: Promise<readonly ProcessId[]> = treeMembers(id, { marker: { name: 'A', value: 'b' } });
export const steps: Promise<readonly ('interrupt' | 'terminate' | 'kill')[]> = endTree(id, {
  interruptGraceMs: 1,
}).then((end) => end.steps);
export const lock: Promise<Lock | null> = acquireLock('/x', { waitMs: 0, now: () => '2026-11-21T12:00:00.000Z' });
export const value: Promise<number> = withLock('/x', {}, () => 1);
export const path: Promise<string | null> = findExecutable(['a', 'b'], { env: { PATH: undefined } });

// @ts-expect-error a pid alone names nothing that may be asked about
await isAlive(1);
// @ts-expect-error a pid alone names nothing that may be ended
await endTree(1);
// @ts-expect-error null is not an identity: the caller has to look first
await endTree(await processId(1));
// @ts-expect-error absent means no SIGINT, undefined means a mistake
await endTree(id, { interruptGraceMs: undefined });
// @ts-expect-error a marker is a name and a value
await endTree(id, { marker: 'CCX_RUN_ID' });
// @ts-expect-error the environment is the caller's to choose
await findExecutable('claude');
// @ts-expect-error a lock may be refused
await (await acquireLock('/x')).release();
// @ts-expect-error instants are texts
await acquireLock('/x', { now: () => Date.now() });
