import { AGENT_KINDS, namedZone } from '@ccx/contracts';
import { Cron } from 'croner';
import { durationMs } from './duration-ms.ts';
import type { EntryKey, WorkEntry } from './work-entry.ts';

/** One key of an entry: how a value of a file or of the command line is understood, and what to say where it is not. */
export interface EntryField<T> {
  /** `undefined` for what is not understood. */
  readonly read: (value: unknown) => T | undefined;
  readonly expected: string;
}

type Fields = { readonly [K in EntryKey]-?: EntryField<NonNullable<WorkEntry[K]>> };

const text: EntryField<string> = {
  read: (value) => (typeof value === 'string' && value.trim() !== '' ? value : undefined),
  expected: 'a text',
};
const name: EntryField<string> = {
  read: (value) => (typeof value === 'number' ? String(value) : text.read(value)?.trim()),
  expected: 'a name',
};
const flag: EntryField<boolean> = {
  read: (value) => (typeof value === 'boolean' ? value : undefined),
  expected: 'true or false',
};
const count: EntryField<number> = {
  read: (value) => wholeNumber(value, 1),
  expected: 'a whole number of at least 1',
};
const duration: EntryField<number> = {
  read: (value) => positive(durationMs(value)),
  expected: 'a duration such as 90s, 10m or 1h30m',
};
const texts: EntryField<readonly string[]> = {
  read: (value) => {
    const all = (Array.isArray(value) ? value : [value]).map(name.read);
    return all.length > 0 && all.every((one) => one !== undefined) ? all : undefined;
  },
  expected: 'a text, or a list of texts',
};

/** Every key that an entry may have. */
export const ENTRY_FIELDS: Fields = {
  prompt: text,
  command: text,
  name,
  title: text,
  cwd: text,
  priority: { read: (value) => wholeNumber(value, 0), expected: 'a whole number of at least 0' },
  key: { read: (value) => (value === '' ? '' : name.read(value)), expected: "a text; '' limits nothing" },
  dedup: name,
  worktree: {
    read: (value) => (typeof value === 'boolean' ? value : worktreeName(value)),
    expected: 'true, or a name of letters, digits, ".", "_" and "-"',
  },
  base: text,
  agent: oneOf(AGENT_KINDS),
  model: text,
  effort: text,
  profile: text,
  permission: oneOf(['safe', 'edit', 'full']),
  allow: texts,
  allowDenied: flag,
  budget: { read: usd, expected: 'an amount of US dollars above 0' },
  maxTurns: count,
  timeout: duration,
  idleTimeout: duration,
  after: {
    read: (value) => texts.read(typeof value === 'string' ? value.split(',').map((part) => part.trim()) : value),
    expected: 'a name of the batch or the number of an item, or a list of them',
  },
  at: text,
  cron: { read: cronExpression, expected: "a cron expression such as '0 6 * * 1-5'" },
  timezone: {
    read: (value) => (typeof value === 'string' && namedZone(value) !== null ? value : undefined),
    expected: 'a time zone such as Europe/Berlin',
  },
  missed: oneOf(['run', 'skip']),
  jitter: duration,
  maxAttempts: count,
  onEffects: oneOf(['resume', 'retry', 'ask']),
  verify: text,
  verifyRounds: count,
  ifWindowClosed: flag,
  hold: flag,
  carrySession: flag,
  rerunAfterReads: flag,
  env: { read: variables, expected: 'names and texts, such as { DEBUG: "1" }' },
  agentArgs: texts,
};

function oneOf<T extends string>(choices: readonly T[]): EntryField<T> {
  return {
    read: (value) => choices.find((choice) => choice === value),
    expected: `one of ${choices.join(', ')}`,
  };
}

/** Command lines bring numbers as text. */
function wholeNumber(value: unknown, least: number): number | undefined {
  const number = typeof value === 'string' && /^\d+$/.test(value.trim()) ? Number(value) : value;
  return typeof number === 'number' && Number.isSafeInteger(number) && number >= least ? number : undefined;
}

function usd(value: unknown): number | undefined {
  const said = typeof value === 'string' && value.trim() !== '' ? Number(value.trim().replace(/^\$/, '')) : value;
  return typeof said === 'number' && Number.isFinite(said) ? positive(said) : undefined;
}

function positive(value: number | undefined): number | undefined {
  return value !== undefined && value > 0 ? value : undefined;
}

function worktreeName(value: unknown): string | undefined {
  return typeof value === 'string' && /^[a-z0-9][\w.-]*$/i.test(value) ? value : undefined;
}

function cronExpression(value: unknown): string | undefined {
  if (typeof value !== 'string') return undefined;
  try {
    // Without a function nothing is scheduled: it is only read.
    return new Cron(value, { paused: true }).nextRun() === null ? undefined : value;
  } catch {
    return undefined;
  }
}

function variables(value: unknown): Readonly<Record<string, string>> | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const all = Object.entries(value).map(([key, said]): readonly [string, string | undefined] => [
    key,
    /^[A-Za-z_]\w*$/.test(key) && ['string', 'number', 'boolean'].includes(typeof said) ? String(said) : undefined,
  ]);
  const wrong = all.some(([, said]) => said === undefined);
  return wrong ? undefined : Object.fromEntries(all.map(([key, said]) => [key, said ?? '']));
}
