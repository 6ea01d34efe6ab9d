import type { WorkItem } from '@ccx/contracts';
import { payloadFacts } from './item-words.ts';

/** The command that goes on in the session of an item; `null` where there is none. */
export function resumeCommand({ progress, payload }: Pick<WorkItem, 'progress' | 'payload'>): string | null {
  const session = progress?.sessionId ?? null;
  if (session === null) return null;
  const { cwd, worktree, permission } = payloadFacts(payload);
  const profile = progress?.profile ?? null;
  return [
    'ccx run "go on"',
    ...option('--resume', session),
    ...option('--profile', profile),
    ...option('--cwd', cwd),
    ...option('--worktree', worktree),
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
