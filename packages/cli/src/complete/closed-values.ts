import { AGENT_KINDS } from '@ccx/contracts';

const ENDS = ['done', 'dead', 'cancelled'];

/**
 * What options can be whose values commander does not check: a call with several mistakes is told of all of them, and
 * values with commas between them are none of a list. By the long name, with the command before it where that matters.
 */
const CLOSED: Readonly<Record<string, readonly string[]>> = {
  '--permission': ['safe', 'edit', 'full'],
  '--missed': ['run', 'skip'],
  '--on-effects': ['resume', 'retry', 'ask'],
  '--type': ['prompt', 'command'],
  '--state': ['waiting', 'delayed', 'running', 'held', 'needs-human', ...ENDS],
  'prune --state': ENDS,
  'work --agent': [...AGENT_KINDS, 'none'],
  'plan --agent': [...AGENT_KINDS, 'none'],
};

/** `null` for an option that can be anything, or of which it is known elsewhere. */
export function closedValues(option: string, command: string): readonly string[] | null {
  const name = [`${command} ${option}`, option].find((key) => Object.hasOwn(CLOSED, key));
  return name === undefined ? null : (CLOSED[name] ?? null);
}
