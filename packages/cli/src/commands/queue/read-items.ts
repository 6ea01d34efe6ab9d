import type { WorkDraft, WorkState } from '@ccx/contracts';

/** An item as it was written out, ready to be put into another queue. */
export interface WrittenItem {
  readonly line: number;
  readonly id: string;
  readonly state: WorkState;
  readonly draft: WorkDraft;
  readonly after: readonly string[];
  /** Why it must not begin by itself; `null`: it may. */
  readonly held: string | null;
}

export interface ItemProblem {
  readonly line: number;
  readonly message: string;
}

export interface WrittenItems {
  readonly items: readonly WrittenItem[];
  /** Of these nothing is left to do: their ids. */
  readonly ended: ReadonlyMap<string, WorkState>;
  readonly problems: readonly ItemProblem[];
}

/** What a field must be, and how that is said. */
type Check = readonly [name: string, is: (value: unknown) => boolean, expected: string];

const isText = (value: unknown): boolean => typeof value === 'string' && value !== '';
const isInstant = (value: unknown): boolean => typeof value === 'string' && !Number.isNaN(Date.parse(value));
const optional =
  (is: (value: unknown) => boolean) =>
  (value: unknown): boolean =>
    value === undefined || value === null || is(value);
const isCount = (value: unknown): boolean => Number.isSafeInteger(value) && Number(value) >= 1;
const STATES = ['waiting', 'delayed', 'running', 'held', 'needs-human', 'done', 'dead', 'cancelled'];
const ENDS = ['done', 'dead', 'cancelled'];

const CHECKS: readonly Check[] = [
  ['id', isText, 'a text'],
  ['type', isText, 'a text'],
  ['state', (value) => STATES.includes(String(value)), `one of ${STATES.join(', ')}`],
  ['priority', Number.isSafeInteger, 'a whole number'],
  ['onEffects', (value) => ['resume', 'retry', 'ask'].includes(String(value)), 'one of resume, retry, ask'],
  ['payload', (value) => value !== undefined, 'some JSON'],
  ['dedupKey', optional(isText), 'a text'],
  ['limitKey', optional(isText), 'a text'],
  ['lane', optional(isText), 'a text'],
  ['runAt', optional(isInstant), 'an instant'],
  ['maxAttempts', optional(isCount), 'a whole number of at least 1'],
  ['after', optional((value) => Array.isArray(value) && value.every(isText)), 'a list of ids'],
  ['cron', optional(isRecurrence), 'a recurrence'],
];

/** Items, one a line, as `ccx queue export` writes them; everything that is wrong is told. */
export function readItems(text: string): WrittenItems {
  const items: WrittenItem[] = [];
  const ended = new Map<string, WorkState>();
  const problems: ItemProblem[] = [];
  for (const [at, content] of text.split(/\r?\n/).entries()) {
    if (content.trim() === '') continue;
    const line = at + 1;
    const fields = fieldsOf(content);
    if (fields === null) {
      problems.push({ line, message: 'this is no item; {"item": {…}} was expected' });
      continue;
    }
    const wrong = CHECKS.filter(([name, is]) => !is(fields[name]));
    problems.push(
      ...wrong.map(([name, , expected]) => ({
        line,
        message: `${name} is ${shown(fields[name])}; ${expected} was expected`,
      })),
    );
    if (wrong.length > 0) continue;
    const item = writtenItem(fields, line);
    if (ENDS.includes(item.state)) ended.set(item.id, item.state);
    else items.push(item);
  }
  return { items, ended, problems };
}

function writtenItem(fields: Readonly<Record<string, unknown>>, line: number): WrittenItem {
  const there = (names: readonly string[]): object =>
    Object.fromEntries(names.flatMap((name) => ((fields[name] ?? null) === null ? [] : [[name, fields[name]]])));
  const names = [
    'id',
    'type',
    'payload',
    'priority',
    'onEffects',
    'dedupKey',
    'limitKey',
    'lane',
    'runAt',
    'maxAttempts',
    'cron',
  ];
  const draft = there(names) as WorkDraft;
  const after = Array.isArray(fields['after']) ? fields['after'].map(String) : [];
  return { line, id: String(fields['id']), state: fields['state'] as WorkState, draft, after, held: heldOf(fields) };
}

/** What may have changed something elsewhere is not begun anew without a person. */
function heldOf({ state, reason, progress }: Readonly<Record<string, unknown>>): string | null {
  const why = typeof reason === 'string' ? reason : '';
  if (state === 'needs-human') return why === '' ? 'it needs you' : why;
  if (state === 'held' && !why.startsWith('after #')) return why === '' ? 'by hand' : why;
  const run: Readonly<Record<string, unknown>> =
    typeof progress === 'object' && progress !== null ? { ...progress } : {};
  if (run['effects'] !== 'possible') return null;
  const session = typeof run['sessionId'] === 'string' ? ` in session ${run['sessionId']}` : '';
  return `it had begun elsewhere${session}, and may have changed something`;
}

function fieldsOf(content: string): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(content);
    const item: unknown = typeof value === 'object' && value !== null && 'item' in value ? value.item : value;
    return typeof item === 'object' && item !== null && !Array.isArray(item) ? { ...item } : null;
  } catch {
    return null;
  }
}

function isRecurrence(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const { expression, timeZone, missed, jitterMs }: Readonly<Record<string, unknown>> = { ...value };
  return isText(expression) && isText(timeZone) && ['run', 'skip'].includes(String(missed)) && Number(jitterMs) >= 0;
}

function shown(value: unknown): string {
  return (JSON.stringify(value) ?? 'missing').slice(0, 60);
}
