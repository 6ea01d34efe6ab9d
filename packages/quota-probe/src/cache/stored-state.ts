import type { Account, AccountLogin, Instant, QuotaProblem, QuotaSnapshot, QuotaState } from '@ccx/contracts';
import { type Fields, fieldsOf, parseFields, textOf } from '../fields.ts';
import { storedSample, storedWindow } from './stored-window.ts';

const SCHEMA_VERSION = 1;

/** The text of a cache file. */
export function formatState(state: QuotaState): string {
  return `${JSON.stringify({ schemaVersion: SCHEMA_VERSION, ...state })}\n`;
}

/** What a cache file remembers of this account; `null` for a file that is torn, newer, or about something else. */
export function parseState(text: string, account: Account): QuotaState | null {
  const file = parseFields(text);
  if (file?.['schemaVersion'] !== SCHEMA_VERSION || fieldsOf(file['account'])?.['id'] !== account.id) return null;
  const good = fieldsOf(file['good']);
  const problem = fieldsOf(file['problem']);
  return {
    account,
    good: good === null ? null : snapshotOf(good, account),
    problem: problem === null ? null : problemOf(problem),
    samples: listOf(file['samples']).flatMap((sample) => storedSample(sample) ?? []),
  };
}

function snapshotOf(good: Fields, account: Account): QuotaSnapshot {
  const login = fieldsOf(good['login']);
  return {
    schemaVersion: 1,
    account,
    cliVersion: textOf(good['cliVersion']),
    windows: listOf(good['windows']).flatMap((window) => storedWindow(window) ?? []),
    plan: textOf(good['plan']),
    login: login === null ? null : loginOf(login),
  };
}

function loginOf(login: Fields): AccountLogin {
  return {
    accountUuid: textOf(login['accountUuid']),
    email: textOf(login['email']),
    organization: textOf(login['organization']),
  };
}

function problemOf(problem: Fields): QuotaProblem | null {
  const [code, at] = [textOf(problem['code']), instantIn(problem['at'])];
  if (code === null || at === null) return null;
  return { code, detail: textOf(problem['detail']) ?? '', at, retryAt: instantIn(problem['retryAt']) };
}

function listOf(value: unknown): readonly Fields[] {
  return Array.isArray(value) ? value.map(fieldsOf).filter((entry) => entry !== null) : [];
}

/** A time exactly as ccx writes it, because times are compared as texts. */
export function instantIn(value: unknown): Instant | null {
  if (typeof value !== 'string') return null;
  const ms = Date.parse(value);
  return !Number.isNaN(ms) && new Date(ms).toISOString() === value ? value : null;
}
