import { isLine, numberAt, objectAt, textAt } from '../../claude/json.ts';
import type { Line } from '../../claude/line.ts';
import { wrapped } from '../../claude/screen/rows.ts';
import type { CodexAccount } from '../account.ts';
import type { Sandbox } from '../options.ts';
import type { CodexTokens } from '../tokens.ts';
import { CONTEXT_WINDOW } from '../thread.ts';
import { resetWords } from './reset-words.ts';

/** What `/status` tells. */
export interface Status {
  readonly version: string;
  readonly model: string;
  readonly folder: string;
  readonly sandbox: Sandbox;
  readonly account: CodexAccount;
  readonly threadId: string;
  readonly tokens: CodexTokens;
  /** The rollout's limits, the main one first; `null` where they could not be had. */
  readonly limits: readonly Line[] | null;
  readonly nowMs: number;
  /** Behind a background server. */
  readonly daemon: boolean;
}

/** `bar` only where there is room for it; `resets` is never broken. */
type Field = readonly [label: string, value: string, of?: { readonly bar: string; readonly resets: string }];

const BAR = 20;
const PERMISSIONS = {
  'read-only': 'Read Only',
  'workspace-write': 'Workspace (Ask for approval)',
  'danger-full-access': 'Full Access',
};

/** The card below `/status`, as Codex 0.169.0 draws it. */
export function statusCard(status: Status, columns: number): readonly string[] {
  const { version, model, folder, sandbox, account, threadId, daemon } = status;
  const facts: readonly Field[] = [
    ['Model', `${model} (reasoning none${daemon ? '' : ', summaries auto'})`],
    ['Model provider', 'openai'],
    ['Directory', folder],
    ['Permissions', PERMISSIONS[sandbox]],
    ['Agents.md', '<none>'],
    ...accountFields(account),
    ['Collaboration mode', 'Default'],
    ['Session', threadId],
  ];
  const known = limitFields(status);
  const tokens = account.is === 'chatgpt' ? [] : tokenFields(status.tokens);
  const limits: readonly Field[] = known.length > 0 ? known : [['Limits', 'data not available yet']];
  const width = Math.max(...[...facts, ...tokens, ...limits].map(([label]) => label.length));
  const rows = (fields: readonly Field[]): readonly string[] =>
    fields.flatMap((field) => fieldRows(field, width, columns));
  return [
    `  >_ OpenAI Codex (v${version})`,
    '',
    '  Visit https://chatgpt.com/settings/usage for up-to-date',
    '  information on rate limits and credits',
    '',
    ...(daemon ? [...rows([['Server', 'Local background server']]), ''] : []),
    ...rows(facts),
    '',
    ...rows(tokens),
    ...rows(limits),
  ];
}

/** `5h limit` of the first bucket whose window has less than one percent left. */
export function emptyWindow(limits: readonly Line[], nowMs: number): string | null {
  for (const [label, window] of windowsOf(limits[0] ?? {}, '')) {
    if (leftOf(window) < 1)
      return `⚠ ${label}: only <1% left · resets at ${resetWords(resetMs(window), nowMs)} · /status`;
  }
  return null;
}

function accountFields({ is, email, plan, accountId }: CodexAccount): readonly Field[] {
  if (is === 'none') return [];
  if (is === 'api-key') return [['Account', 'API key configured (run codex login to use ChatGPT)']];
  const name = `${plan.slice(0, 1).toUpperCase()}${plan.slice(1)}`;
  return [
    ['Account', `${email} (${name})`],
    ['ChatGPT workspace', accountId],
  ];
}

function tokenFields({ input, cached, output }: CodexTokens): readonly Field[] {
  const fresh = input - cached;
  const sum: Field = ['Token usage', `${fresh + output} total  (${fresh} input + ${output} output)`];
  if (input === 0) return [sum];
  const left = Math.round(100 - (100 * (input + output)) / CONTEXT_WINDOW);
  return [sum, ['Context window', `${left}% left (${thousands(input + output)} used / 258K)`]];
}

const thousands = (count: number): string => (count < 1000 ? String(count) : `${(count / 1000).toFixed(2)}K`);

function limitFields({ limits, nowMs }: Status): readonly Field[] {
  return (limits ?? []).flatMap((limit, index) => {
    const name = index === 0 ? '' : `${textAt(limit, 'limit_name') ?? textAt(limit, 'limit_id') ?? ''} `;
    const windows = windowsOf(limit, name).map(([label, window]): Field => {
      const left = leftOf(window);
      const filled = Math.round((left / 100) * BAR);
      const bar = `[${'█'.repeat(filled)}${'░'.repeat(BAR - filled)}]`;
      const known = typeof window['resets_at'] === 'number';
      const resets = known ? `(resets ${resetWords(resetMs(window), nowMs)})` : '';
      return [label, `${Math.round(left)}% left`, { bar, resets }];
    });
    const credits = objectAt(limit, 'credits');
    const balance = credits['has_credits'] === true ? Math.round(Number(credits['balance'])) : null;
    return balance === null ? windows : [...windows, ['Credits', `${balance} credits`] satisfies Field];
  });
}

/** The windows of a limit by what they are called: the vendor names them by their length. */
function windowsOf(limit: Line, name: string): readonly (readonly [string, Line])[] {
  return [limit['primary'], limit['secondary']].flatMap((window) => {
    if (!isLine(window)) return [];
    const isWeek = numberAt(window, 'window_minutes') >= 10_080;
    const label = name === '' && isWeek ? 'Weekly' : isWeek ? 'weekly' : '5h';
    return [[`${name}${label} limit`, window] as const];
  });
}

const leftOf = (window: Line): number => Math.max(0, 100 - Math.round(numberAt(window, 'used_percent')));
const resetMs = (window: Line): number => numberAt(window, 'resets_at') * 1000;

function fieldRows([label, value, of]: Field, width: number, columns: number): readonly string[] {
  const head = `  ${`${label}:`.padEnd(width + 3)}`;
  const room = Math.max(8, columns - head.length);
  const rows = of === undefined ? valueRows(value, room) : limitRows(value, of, room);
  return rows.map((text, index) => `${index === 0 ? head : ' '.repeat(head.length)}${text}`.trimEnd());
}

/** Observed: a word that is too long begins below its label. */
function valueRows(value: string, room: number): readonly string[] {
  const rows = wrapped(value, room);
  return (value.split(' ')[0] ?? '').length > room ? ['', ...rows] : rows;
}

function limitRows(value: string, { bar, resets }: { bar: string; resets: string }, room: number): readonly string[] {
  const fitting = [`${bar} ${value} ${resets}`, `${value} ${resets}`]
    .map((row) => row.trimEnd())
    .find((row) => row.length <= room);
  return fitting === undefined ? [value, resets] : [fitting];
}
