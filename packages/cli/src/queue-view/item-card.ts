import type { Instant, WorkItem } from '@ccx/contracts';
import type { WorkAttempt } from '@ccx/queue';
import { clockTime } from '../render/clock-time.ts';
import { duration } from '../render/duration.ts';
import { fieldRows } from '../render/field-rows.ts';
import { money } from '../render/money.ts';
import { printable, printableLine } from '../render/printable.ts';
import { shortPath } from '../render/short-path.ts';
import type { Terminal } from '../render/terminal.ts';
import { attemptRows } from './attempt-rows.ts';
import { itemPermission } from './item-permission.ts';
import { itemMark, itemTitle, payloadFacts, stateWords } from './item-words.ts';
import { itemWorktree } from './item-worktree.ts';
import { permissionWords } from './permission-words.ts';
import { onWhom } from './queue-rows.ts';
import { resumeCommand } from './resume-command.ts';

export interface ItemCardOptions {
  readonly terminal: Terminal;
  readonly now: Instant;
  readonly attempts: readonly WorkAttempt[];
  /** What happened to it, oldest first. */
  readonly events: readonly { readonly at: Instant; readonly words: string }[];
  /** What it comes after; of what was taken away only the id is known. @default nothing */
  readonly needed?: readonly (WorkItem | string)[];
}

const EVENTS = 12;

/** All that is known of one item. */
export function itemCard(
  item: WorkItem,
  { terminal, now, attempts, events, needed = [] }: ItemCardOptions,
): readonly string[] {
  const { stdout, symbols, timeZone } = terminal;
  const { prompt, command } = payloadFacts(item.payload);
  const mark = itemMark(item.state, symbols, stdout.colors);
  const text = prompt ?? command;
  const told = events
    .slice(-EVENTS)
    .map(({ at, words }): readonly [string, string] => [clockTime(at, { now, timeZone }), words]);
  const dim = (title: string): string => stdout.colors.dim(`   ${title}`);
  return [
    ` ${mark} ${stdout.colors.bold(`#${item.seq} ${itemTitle(item)}`)}`,
    ...fieldRows([...facts(item, terminal, now), ['after', afterWords(needed)], ['id', item.id]], terminal),
    ...(text === null || printableLine(text) === itemTitle(item)
      ? []
      : [
          '',
          ...printable(text)
            .trimEnd()
            .split('\n')
            .map((line) => `   ${line}`.trimEnd()),
        ]),
    ...(attempts.length === 0 ? [] : ['', ...attemptRows(attempts, { terminal, now })]),
    ...(told.length === 0
      ? []
      : ['', dim(events.length > EVENTS ? `the last ${EVENTS} events` : 'events'), ...fieldRows(told, terminal)]),
    ...nextStep(item).map((line) => `\n   ${line}`),
  ];
}

function facts(
  item: WorkItem,
  { home, timeZone }: Terminal,
  now: Instant,
): readonly (readonly [string, string | null])[] {
  const { cwd, model, verify, timeoutMs, budgetUsd, allowDenied } = payloadFacts(item.payload);
  const { progress, cron, stalls = 0 } = item;
  const permission = itemPermission(item.payload);
  const worktree = itemWorktree(item);
  const path = (text: string | null | undefined): string | null =>
    text === null || text === undefined ? null : printableLine(shortPath(text, home));
  const tries = [
    ...(item.attempts > 0 ? [`${item.attempts} failed`] : []),
    ...(stalls > 0 ? [`${stalls} lost their worker`] : []),
  ];
  return [
    ['state', stateWords(item, { now, timeZone })],
    ['on', item.type === 'command' ? 'no agent: a command' : onWhom(item, home)],
    ['where', path(cwd)],
    ['worktree', worktree === null ? null : printableLine(worktree.name)],
    ['permission', permission === null ? null : permissionWords(permission, allowDenied)],
    ['model', model === null ? null : printableLine(model)],
    ['verify', verify === null ? null : printableLine(verify)],
    ['priority', String(item.priority)],
    ['requires', item.lane === undefined || item.lane === 'auto' ? null : printableLine(item.lane)],
    ['key', path(item.limitKey)],
    ['dedup', item.dedupKey === undefined ? null : printableLine(item.dedupKey)],
    ['not before', item.runAt !== undefined && item.runAt > now ? clockTime(item.runAt, { now, timeZone }) : null],
    [
      'cron',
      cron === undefined ? null : `${printableLine(cron.expression)} (${cron.timeZone}), missed: ${cron.missed}`,
    ],
    ['limits', limitWords(timeoutMs, budgetUsd)],
    ['on effects', item.onEffects],
    ['tries', tries.length === 0 ? null : tries.join(', ')],
    ['last error', item.lastError === null ? null : printableLine(item.lastError)],
    ['cost', item.costUsd === undefined ? null : money(item.costUsd)],
    ['session', progress?.sessionId ?? null],
    ['log', path(progress?.logPath)],
  ];
}

function afterWords(needed: readonly (WorkItem | string)[]): string | null {
  const words = needed.map((one) => (typeof one === 'string' ? one : `#${one.seq} (${one.state})`));
  return words.length === 0 ? null : words.join(', ');
}

function limitWords(timeoutMs: number | null, budgetUsd: number | null): string | null {
  const words = [
    ...(timeoutMs === null ? [] : [duration(timeoutMs)]),
    ...(budgetUsd === null ? [] : [money(budgetUsd)]),
  ];
  return words.length === 0 ? null : words.join(', ');
}

/** What a person can do now, to be pasted. */
function nextStep(item: WorkItem): readonly string[] {
  const { seq, state } = item;
  const resume = resumeCommand(item);
  const goOn = resume === null || state === 'running' ? [] : [`${resume}     goes on in its session by hand`];
  if (state === 'needs-human') {
    const { permission } = payloadFacts(item.payload);
    const more = permission === 'safe' && /was denied/.test(item.reason ?? '') ? ' --permission edit' : '';
    return [`ccx queue retry ${seq}${more}     brings it back`, ...goOn];
  }
  if (state === 'dead' || state === 'cancelled') return [`ccx queue retry ${seq}     brings it back`, ...goOn];
  return state === 'running' ? [`ccx queue logs ${seq} -f     shows what it does`] : [];
}
