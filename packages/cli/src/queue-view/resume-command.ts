import type { WorkItem } from '@ccx/contracts';
import { payloadFacts } from './item-words.ts';
import { itemWorktree } from './item-worktree.ts';

/** The command that goes on in the session of an item; `null` where there is none. */
export function resumeCommand(item: Pick<WorkItem, 'progress' | 'payload' | 'seq'>): string | null {
  const { progress, payload } = item;
  const session = progress?.sessionId ?? null;
  if (session === null) return null;
  const { cwd, permission } = payloadFacts(payload);
  const profile = progress?.profile ?? null;
  return [
    'ccx run "go on"',
    ...option('--resume', session),
    ...option('--profile', profile),
    ...option('--cwd', cwd),
    ...option('--worktree', itemWorktree(item)?.name ?? null),
    ...option('--permission', permission === 'safe' ? null : permission),
  ].join(' ');
}

function option(name: string, value: string | null): readonly string[] {
  return value === null ? [] : [`${name} ${quoted(value)}`];
}

/** As every shell reads it. */
export function quoted(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
