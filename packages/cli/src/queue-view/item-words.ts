import type { Instant, WorkItem, WorkState } from '@ccx/contracts';
import { clockTime } from '../render/clock-time.ts';
import { localWords } from '../render/local-words.ts';
import { printableLine } from '../render/printable.ts';
import type { Screen, Symbols } from '../render/terminal.ts';

/** The fields of a payload that a person is shown; a payload is whatever its handler understands. */
export interface PayloadFacts {
  readonly prompt: string | null;
  readonly command: string | null;
  readonly title: string | null;
  readonly cwd: string | null;
  readonly permission: string | null;
  readonly allowedTools: readonly string[];
  /** Given to the agent as they are. */
  readonly extraArgs: readonly string[];
  readonly worktree: string | null;
  readonly freshWorktree: boolean;
  readonly model: string | null;
  readonly verify: string | null;
  readonly timeoutMs: number | null;
  readonly budgetUsd: number | null;
  readonly allowDenied: boolean;
}

export function payloadFacts(payload: unknown): PayloadFacts {
  const fields = record(payload);
  const text = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null);
  const number = (value: unknown): number | null => (typeof value === 'number' ? value : null);
  const texts = (value: unknown): readonly string[] => (Array.isArray(value) ? value.map(String) : []);
  return {
    prompt: text(fields['prompt']),
    command: text(fields['command']),
    title: text(fields['title']),
    cwd: text(fields['cwd']),
    permission: text(fields['permission']),
    allowedTools: texts(fields['allowedTools']),
    extraArgs: texts(fields['extraArgs']),
    worktree: text(record(fields['worktree'])['name']),
    freshWorktree: record(fields['worktree'])['fresh'] === true,
    model: text(fields['model']),
    verify: text(record(fields['verify'])['command']),
    timeoutMs: number(fields['timeoutMs']),
    budgetUsd: number(fields['maxBudgetUsd']),
    allowDenied: fields['allowDenied'] === true,
  };
}

function record(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}

/** What an item is called: its title, else the first words of its prompt, else its command. */
export function itemTitle({ payload, type, dedupKey }: Pick<WorkItem, 'payload' | 'type' | 'dedupKey'>): string {
  const { title, prompt, command } = payloadFacts(payload);
  const words = title ?? prompt?.trim().split('\n')[0] ?? (command === null ? null : `$ ${command}`);
  return printableLine(words ?? [type, dedupKey].filter((word) => word !== undefined).join(' '));
}

const MARKS: Readonly<Record<WorkState, keyof Symbols>> = {
  running: 'busy',
  waiting: 'idle',
  delayed: 'idle',
  held: 'separator',
  'needs-human': 'waiting',
  done: 'done',
  dead: 'failed',
  cancelled: 'separator',
};

/** The mark of a state: yellow for what needs a person, red for what is lost. */
export function itemMark(state: WorkState, symbols: Symbols, colors: Screen['colors']): string {
  const mark = symbols[MARKS[state]];
  if (state === 'needs-human') return colors.yellow(mark);
  if (state === 'dead') return colors.red(mark);
  return state === 'done' ? colors.green(mark) : mark;
}

/** Where an item stands, in words: `waiting`, `at 03:35: the 5-hour window`, `needs you: a tool was denied`. */
export function stateWords(
  item: Pick<WorkItem, 'state' | 'reason' | 'runAt' | 'lastError' | 'cancelling' | 'progress'>,
  zone: { readonly now: Instant; readonly timeZone: string },
): string {
  const because = (words: string, why: string | null | undefined = item.reason): string =>
    why === undefined || why === null || why === '' || why === words ? words : `${words}: ${localWords(why, zone)}`;
  switch (item.state) {
    case 'running':
      return item.cancelling === true ? 'stopping' : runningWords(item.progress?.round ?? 0);
    case 'delayed':
      return because(item.runAt === undefined ? 'delayed' : `at ${clockTime(item.runAt, zone)}`);
    case 'needs-human':
      return because('needs you');
    case 'dead':
      return because('dead', item.reason ?? item.lastError);
    case 'waiting':
    case 'held':
    case 'done':
    case 'cancelled':
      return because(item.state);
  }
}

function runningWords(round: number): string {
  return round === 0 ? 'running' : `running, round ${round + 1}`;
}
