export type { ProcessId } from '../process.ts';
export { isAlive, ownProcessId, processDomain, processId } from './process-id.ts';
export type { TreeMarker } from './process-table.ts';
export type { EndTreeOptions, EndTreeResult, EndTreeStep, TreeOptions } from './end-tree.ts';
export { endTree, treeMembers } from './end-tree.ts';
export type { Lock, LockOptions } from './lock.ts';
export { acquireLock, withLock } from './lock.ts';
export type { FindExecutableOptions } from './find-executable.ts';
export { findExecutable } from './find-executable.ts';
