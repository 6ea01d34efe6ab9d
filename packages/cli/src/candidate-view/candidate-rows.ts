import type { Candidate, Instant } from '@ccx/contracts';
import { targetName } from '../render/account-name.ts';
import { ageWords } from '../render/age.ts';
import { clockTime } from '../render/clock-time.ts';
import { filled } from '../render/filled.ts';
import { printableLine } from '../render/printable.ts';
import type { Terminal } from '../render/terminal.ts';

/** Younger numbers need no age. */
const NOW_MS = 60_000;

/** How a person calls the parts of a score. */
const PARTS: Readonly<Record<string, string>> = {
  assumed: 'nothing known, taken as',
  apiKey: 'an API key',
  uncertain: 'not fresh',
  reserve: 'reserve',
  budget: 'budget',
  pace: 'pace',
  failures: 'failures',
  login: 'login unknown',
  priority: 'priority',
  running: 'in flight',
  stick: 'used last',
};

/** Every account that was looked at, the best first: its score, and what that is made of, or why it cannot be used. */
export function candidateRows(candidates: readonly Candidate[], terminal: Terminal, now: Instant): readonly string[] {
  const { home, symbols, stdout } = terminal;
  const names = candidates.map(({ target }) => targetName(target, home));
  const scores = candidates.map(({ score, blocked }) => (score === null || blocked !== null ? '-' : score.toFixed(1)));
  const [nameWidth, scoreWidth] = [longest(names), longest(scores)];
  return candidates.flatMap((candidate, at) => {
    const head = ` ${(names[at] ?? '').padEnd(nameWidth)}  ${(scores[at] ?? '').padStart(scoreWidth)}   `;
    const lines = filled(whyWords(candidate, terminal, now), ` ${symbols.separator} `, stdout.columns() - head.length);
    return lines.map((line, row) => `${row === 0 ? head : ' '.repeat(head.length)}${line}`.trimEnd());
  });
}

/** What is said of one account, in the order of weight. */
function whyWords(candidate: Candidate, terminal: Terminal, now: Instant): readonly string[] {
  const { blocked, parts, notes = [], sharedWith = [] } = candidate;
  const shared = sharedWith.length === 0 ? [] : [`the same account as ${sharedWith.join(', ')}`];
  if (blocked !== null) {
    const until =
      blocked.until === null ? '' : `, back ${clockTime(blocked.until, { now, timeZone: terminal.timeZone })}`;
    return [`${printableLine(blocked.reason)}${until}`, ...shared];
  }
  const moves = Object.entries(parts).flatMap(([name, value]) => {
    if (name === 'percentFree' || value === 0) return [];
    return [`${PARTS[name] ?? name} ${value > 0 ? '+' : '-'}${rounded(Math.abs(value))}`];
  });
  return [...freeWords(candidate, terminal, now), ...moves, ...notes.map(printableLine), ...shared];
}

function freeWords({ binding }: Candidate, { timeZone }: Terminal, now: Instant): readonly string[] {
  if (binding === undefined || binding === null || binding.usedPercent === null) return [];
  const left = rounded(Math.max(0, 100 - binding.usedPercent));
  const until = binding.resetsAt === null ? '' : ` until ${clockTime(binding.resetsAt, { now, timeZone })}`;
  const age = binding.ageMs < NOW_MS ? '' : ` (${ageWords(binding.ageMs, true)} old)`;
  return [`${left}% of its ${spanWords(binding.windowId)} free${until}${age}`];
}

/** `session`, `weekly`, `weekly:fable`, `daily:gemini-3-pro`. */
function spanWords(windowId: string): string {
  const [kind = '', model] = windowId.split(':');
  const span = { session: '5 hours', weekly: 'week', monthly: 'month', daily: 'day' }[kind] ?? kind;
  return model === undefined ? span : `${span} of ${model}`;
}

/** Floored, so that nearly all is never all. */
function rounded(value: number): string {
  return String(Math.floor(value * 10) / 10);
}

function longest(texts: readonly string[]): number {
  return Math.max(0, ...texts.map((text) => text.length));
}
