export type { Store, StoreOptions } from './open-store.ts';
export { openStore } from './open-store.ts';
export type { StoreProblem } from './sqlite/store-problem.ts';
