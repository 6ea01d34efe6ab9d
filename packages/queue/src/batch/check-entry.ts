import { ENTRY_FIELDS, type EntryField } from './entry-fields.ts';
import { momentOf, type MomentContext } from './moment-of.ts';
import { nearestKey } from './nearest-key.ts';
import type { EntryKey, WorkEntry } from './work-entry.ts';

/** What is wrong with an entry. */
export interface EntryProblem {
  /** As it was written; `null` where it is no single one. */
  readonly key: string | null;
  /** Further keys that the message names after it. @default none */
  readonly others?: readonly string[];
  /** `priority is "soon"; a whole number of at least 0 was expected`. */
  readonly message: string;
}

export type CheckedEntry =
  | { readonly is: 'entry'; readonly entry: WorkEntry }
  | { readonly is: 'wrong'; readonly problems: readonly EntryProblem[] };

/** What makes sense for an agent alone. */
const OF_AGENTS: readonly EntryKey[] = [
  'title',
  'worktree',
  'base',
  'agent',
  'model',
  'effort',
  'profile',
  'permission',
  'allow',
  'allowDenied',
  'budget',
  'maxTurns',
  'idleTimeout',
  'verify',
  'verifyRounds',
  'ifWindowClosed',
  'carrySession',
  'rerunAfterReads',
  'agentArgs',
];

/** Keys that say nothing without another one. */
const NEEDS: readonly (readonly [EntryKey, EntryKey])[] = [
  ['base', 'worktree'],
  ['missed', 'cron'],
  ['jitter', 'cron'],
  ['verifyRounds', 'verify'],
];

/** An entry with what is said of all entries below it; of that a command takes only what is for commands too. */
export function withShared(
  values: Readonly<Record<string, unknown>>,
  shared: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  const isCommand = values['command'] !== undefined;
  const usable = Object.entries(shared).filter(([key]) => !isCommand || !OF_AGENTS.some((one) => one === key));
  return { ...Object.fromEntries(usable), ...values };
}

/** Whether a record is an entry, with everything that is wrong with it. A value of `null` is one that was not given. */
export function checkEntry(record: Readonly<Record<string, unknown>>, context: MomentContext): CheckedEntry {
  const given = Object.entries(record).filter(([, value]) => value !== null && value !== undefined);
  const problems = given.flatMap(([key, value]) => valueProblems(key, value));
  const values = given.flatMap(([key, value]) => (isEntryKey(key) ? [[key, ENTRY_FIELDS[key].read(value)]] : []));
  const entry: WorkEntry = Object.fromEntries(values);
  const all = problems.length > 0 ? problems : senseProblems(entry, context);
  return all.length === 0 ? { is: 'entry', entry } : { is: 'wrong', problems: all };
}

function valueProblems(key: string, value: unknown): readonly EntryProblem[] {
  if (!isEntryKey(key)) {
    const meant = nearestKey(key, Object.keys(ENTRY_FIELDS));
    const hint = meant === null ? '' : `; did you mean "${meant}"?`;
    return [{ key, message: `"${key}" is no option${hint}` }];
  }
  const field: EntryField<unknown> = ENTRY_FIELDS[key];
  if (field.read(value) !== undefined) return [];
  return [{ key, message: `${key} is ${shown(value)}; ${field.expected} was expected` }];
}

function senseProblems(entry: WorkEntry, { now, timeZone }: MomentContext): readonly EntryProblem[] {
  const { prompt, command, at, cron, timezone, agent, profile } = entry;
  const has = (key: EntryKey): boolean => entry[key] !== undefined && entry[key] !== false;
  const problem = (key: EntryKey | null, message: string, ...others: readonly EntryKey[]): EntryProblem => ({
    key,
    message,
    ...(others.length > 0 && { others }),
  });
  const found: EntryProblem[] = [];
  if (prompt === undefined && command === undefined)
    found.push(problem(null, 'there is neither a prompt nor a command'));
  if (prompt !== undefined && command !== undefined)
    found.push(problem('command', 'there are both a prompt and a command; one item does one of them'));
  if (command !== undefined) {
    const vain = OF_AGENTS.filter(has);
    found.push(...vain.map((key) => problem(key, `${key} is for an agent, and a command needs none`)));
  }
  for (const [key, other] of NEEDS) {
    if (has(key) && !has(other)) found.push(problem(key, `${key} says nothing without ${other}`, other));
  }
  if (timezone !== undefined && cron === undefined && at === undefined)
    found.push(problem('timezone', 'timezone says nothing without cron or at', 'cron', 'at'));
  if (at !== undefined && cron !== undefined) found.push(problem('at', 'at and cron exclude each other', 'cron'));
  const moment = at === undefined ? undefined : momentOf(at, { now, timeZone: timezone ?? timeZone });
  if (moment === null)
    found.push(problem('at', `at is "${at}"; a time such as 03:30, "tomorrow 8:00", +2h or an instant was expected`));
  else if (moment !== undefined && moment < now) found.push(problem('at', `at is "${at}", which is over`));
  if (agent !== undefined && profile?.includes('/') === true && !profile.startsWith(`${agent}/`))
    found.push(problem('profile', `profile is "${profile}", which is none of ${agent}`));
  return found;
}

function isEntryKey(key: string): key is EntryKey {
  return Object.hasOwn(ENTRY_FIELDS, key);
}

const SHOWN = 60;

function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length <= SHOWN ? text : `${text.slice(0, SHOWN)}…`;
}
