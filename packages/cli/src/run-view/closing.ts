import {
  AGENTS,
  allTries,
  type Account,
  type Instant,
  type LimitSignal,
  type RunOutcome,
  type RunResult,
  type RunSummary,
  type RunWorktree,
  totalTokens,
} from '@ccx/contracts';
import { shortPath } from '../render/short-path.ts';
import { targetName } from '../render/account-name.ts';
import { count } from '../render/count.ts';
import { duration } from '../render/duration.ts';
import { money } from '../render/money.ts';
import { printableLine } from '../render/printable.ts';
import type { Terminal } from '../render/terminal.ts';
import { limitWords } from './limit-words.ts';

/** Whether a run that nobody watched ended in a way that a person should read about. */
export function isRemarkable({ status, last }: RunResult): boolean {
  return status !== 'success' || last.summary.permissionDenials.length > 0 || last.warnings.length > 0;
}

/** What the agent answered; empty where its last words are only why there is no answer. */
export function answerOf({ status, last }: RunResult): string {
  return status === 'limited' || status === 'auth' ? '' : last.summary.text;
}

/** The lines that close a run for a person: the answer first, then what it took, then the next step. */
export function closingLines(result: RunResult, terminal: Terminal, now: Instant): readonly string[] {
  const { colors } = terminal.stderr;
  const { symbols } = terminal;
  const { last, attempts } = result;
  const name = targetName(last.target, terminal.home);
  const good = result.status === 'success';
  const mark = good ? colors.green(symbols.done) : colors.red(symbols.failed);
  const head = [`${mark} ${outcomeWord(result)}`, ...costs(last.summary, wholeMs(result), last.summary.limits, name)];
  const lines = [` ${head.join('   ')}`];
  // Of a run that went on elsewhere every attempt has its reason, also where the last one ended well.
  for (const { outcome, target } of attempts) {
    const who = targetName(target, terminal.home);
    const reason = outcomeReason(outcome, who, terminal, now);
    if (reason === null) continue;
    // A limit names its account already.
    lines.push(`   ${attempts.length > 1 && outcome.status !== 'limited' ? `${who}: ` : ''}${reason}`);
  }
  const tries = allTries(attempts).length;
  if (tries > 1) lines.push(`   ${attemptWords(attempts.length, tries)}`);
  if (last.worktree !== undefined) lines.push(`   ${worktreeWords(last.worktree, terminal)}`);
  const denied = deniedLine(last.summary);
  if (denied !== null) lines.push(` ${colors.yellow(symbols.warning)} ${denied}`);
  for (const warning of last.warnings) lines.push(` ${colors.yellow(symbols.warning)} ${printableLine(warning)}`);
  const hint = nextStep(result);
  if (hint !== null) lines.push(`   ${hint}`);
  return lines;
}

/** From the start of the first try to the end of the last, the waits between them included. */
function wholeMs({ last, attempts }: RunResult): number {
  const begun = allTries(attempts)[0]?.startedAt ?? last.startedAt;
  return Date.parse(last.startedAt) - Date.parse(begun) + last.durationMs;
}

function attemptWords(attempts: number, tries: number): string {
  const words = `${attempts} ${attempts === 1 ? 'attempt' : 'attempts'}`;
  return tries === attempts ? words : `${words} in ${tries} tries`;
}

/** Where the work lies; a branch that nobody is on is not named. */
function worktreeWords({ path, branch }: RunWorktree, { home }: Terminal): string {
  return `in ${shortPath(path, home)}${branch === null ? '' : `, on the branch ${branch}`}`;
}

function outcomeWord(outcome: RunOutcome): string {
  switch (outcome.status) {
    case 'failed':
      return `failed (${outcome.failure.class})`;
    case 'auth':
      return 'not logged in';
    case 'timed-out':
      return 'timed out';
    case 'success':
    case 'cancelled':
    case 'limited':
      return outcome.status;
  }
}

function outcomeReason(outcome: RunOutcome, name: string, terminal: Terminal, now: Instant): string | null {
  switch (outcome.status) {
    case 'limited': {
      const { limit, detail } = outcome.failure;
      return limit === null ? `${name}: ${printableLine(detail)}` : limitWords(limit, name, terminal, now);
    }
    case 'failed':
    case 'auth':
      return printableLine(outcome.failure.detail);
    case 'timed-out':
      return DEADLINES[outcome.deadline];
    case 'success':
    case 'cancelled':
      return null;
  }
}

const DEADLINES = {
  total: 'the whole run took longer than --timeout allows',
  idle: 'the agent made no progress for the idle time',
  tool: 'a tool ran longer than its time',
  'first-byte': 'the agent said nothing at all',
} as const;

function costs(summary: RunSummary, ms: number, limits: readonly LimitSignal[], name: string): readonly string[] {
  const parts = [duration(ms)];
  if (summary.numTurns !== null) parts.push(`${summary.numTurns} ${summary.numTurns === 1 ? 'turn' : 'turns'}`);
  if (summary.usage !== null && totalTokens(summary.usage) > 0) {
    const { input, output, cacheRead, cacheWrite5m, cacheWrite1h } = summary.usage;
    const cached = cacheRead + cacheWrite5m + cacheWrite1h;
    parts.push(`${count(input)} in, ${count(output)} out${cached > 0 ? `, ${count(cached)} cache` : ''}`);
  }
  if (summary.costUsd !== null && summary.costUsd > 0) parts.push(money(summary.costUsd));
  const session = limits.at(-1)?.windows.find((window) => window.id === 'session');
  if (typeof session?.usedPercent === 'number') parts.push(`${name} 5h ${Math.floor(session.usedPercent)}%`);
  return parts;
}

function deniedLine({ permissionDenials }: RunSummary): string | null {
  if (permissionDenials.length === 0) return null;
  const tools = [...new Set(permissionDenials.map(({ tool }) => tool))].join(', ');
  return `the agent was not allowed to use ${tools}: its answer may be incomplete (--permission edit or full allows more)`;
}

function nextStep(result: RunResult): string | null {
  const { sessionId } = result.last.summary;
  const { agent } = result.last.target.account;
  switch (result.status) {
    case 'limited':
    case 'timed-out':
    case 'cancelled':
      return sessionId === null || !AGENTS[agent].resumes ? null : 'ccx run --resume-last   goes on';
    case 'auth':
      return `${loginCommand(result.last.target.account)}   starts the agent's own login`;
    case 'failed':
      return `the whole record: ${result.last.logPath}`;
    case 'success':
      return null;
  }
}

function loginCommand({ agent, configDir }: Account): string {
  const { configVariable, loginCommand: command } = AGENTS[agent];
  return configDir === null ? command : `${configVariable}='${configDir}' ${command}`;
}
