import type { WorkItem } from '@ccx/contracts';
import type { createPromptHandler } from '@ccx/queue';
import { itemWorktree } from '../queue-view/item-worktree.ts';

type PromptHandler = ReturnType<typeof createPromptHandler>;
type PromptPayload = ReturnType<PromptHandler['parse']>;

/** The same handler, which makes a fresh worktree for each item, also where one comes again. */
export function inOwnWorktrees(handler: PromptHandler): PromptHandler {
  return {
    ...handler,
    prepare: (payload, item) => handler.prepare(inOwn(payload, item), item),
    finish: (payload, end, item, about) => handler.finish(inOwn(payload, item), end, item, about),
  };
}

function inOwn(payload: PromptPayload, item: WorkItem): PromptPayload {
  const { worktree } = payload;
  const own = itemWorktree(item);
  return worktree === undefined || own === null ? payload : { ...payload, worktree: { ...worktree, name: own.name } };
}
