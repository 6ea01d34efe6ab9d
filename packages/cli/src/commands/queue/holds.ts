import { homedir } from 'node:os';
import { CcxError, type Instant, type WorkItem, type WorkScope } from '@ccx/contracts';
import { momentOf } from '@ccx/queue/batch';
import type { Backlog } from '@ccx/queue';
import { EXIT } from '../../exit-codes.ts';
import { scopeWords } from '../../queue-view/queue-rows.ts';
import { clockTime } from '../../render/clock-time.ts';
import { duration } from '../../render/duration.ts';
import type { Terminal } from '../../render/terminal.ts';
import { startLiveLine } from '../../run-view/live-line.ts';
import { abortOnSignal } from '../abort-on-signal.ts';
import { laneNamed } from './lane-named.ts';
import { itemAgain, namedItems, withQueue, type QueueFlags } from './open-queue.ts';
import { sayItems } from './say-items.ts';

export interface PauseFlags extends QueueFlags {
  readonly lane?: string;
  readonly type?: string;
  readonly until?: string;
  readonly reason?: string;
  readonly drain?: boolean;
}

/** `ccx queue pause`: nothing of it begins any more; what runs goes on. With `--drain` it waits for that to end. */
export async function pauseCommand(flags: PauseFlags, terminal: Terminal): Promise<number> {
  const until = flags.until === undefined ? null : untilOf(flags.until, terminal);
  const scope = await scopeOf(flags);
  return withQueue(flags, terminal, async ({ queue }) => {
    await requireType(queue, scope.type);
    await queue.hold(scope, until, flags.reason ?? '');
    const running = await runningIn(queue, scope);
    if (flags.json === true && flags.drain !== true) {
      terminal.stdout.write(
        `${JSON.stringify({ schemaVersion: 1, scope, until, running: running.map(({ seq }) => seq) })}\n`,
      );
      return EXIT.done;
    }
    const { stderr, symbols, timeZone } = terminal;
    const end = until === null ? '' : ` until ${clockTime(until, { now: new Date().toISOString(), timeZone })}`;
    const rest = running.length === 0 ? '' : `; ${running.length} still ${running.length === 1 ? 'runs' : 'run'}`;
    stderr.write(` ${stderr.colors.green(symbols.done)} ${scopeWords(scope)} paused${end}${rest}\n`);
    return flags.drain === true ? drain(queue, scope, flags, terminal) : EXIT.done;
  });
}

async function drain(queue: Backlog, scope: WorkScope, flags: PauseFlags, terminal: Terminal): Promise<number> {
  const aborting = abortOnSignal();
  const startedMs = Date.now();
  let left = await runningIn(queue, scope);
  const live = startLiveLine(terminal.stderr, terminal.symbols.ellipsis, () => {
    const names = left.map(({ seq }) => `#${seq}`).join(', ');
    return ` ${terminal.symbols.waiting} ${duration(Date.now() - startedMs)} ${names} ${left.length === 1 ? 'runs' : 'run'} to the end`;
  });
  try {
    while (left.length > 0 && !aborting.signal.aborted) {
      await queue.changed(aborting.signal);
      left = await runningIn(queue, scope);
    }
  } finally {
    live.stop();
    aborting.stop();
  }
  if (flags.json === true)
    terminal.stdout.write(`${JSON.stringify({ schemaVersion: 1, scope, running: left.map(({ seq }) => seq) })}\n`);
  else if (left.length === 0) terminal.stderr.write(` ${terminal.symbols.done} nothing of it runs any more\n`);
  return aborting.exitCode() ?? EXIT.done;
}

export interface ResumeFlags extends QueueFlags {
  readonly lane?: string;
  readonly type?: string;
  readonly force?: boolean;
}

/** `ccx queue resume`: lifts a pause, all of them where none is named; `--force` lifts what failures have laid on too. */
export async function resumeCommand(flags: ResumeFlags, terminal: Terminal): Promise<number> {
  const scope = await scopeOf(flags);
  return withQueue(flags, terminal, async ({ queue }) => {
    const wanted = scope.lane !== undefined || scope.type !== undefined;
    const holds = (await queue.holds()).filter(({ scope: held, by }) =>
      wanted ? held.lane === scope.lane && held.type === scope.type : by === 'person',
    );
    for (const { scope: held } of holds) await queue.free(held);
    if (flags.force === true) await queue.force();
    const freed = holds.map(({ scope: held }) => held);
    const { stdout, stderr, symbols } = terminal;
    if (flags.json === true)
      stdout.write(`${JSON.stringify({ schemaVersion: 1, freed, forced: flags.force === true })}\n`);
    else if (freed.length === 0 && flags.force !== true) stderr.write(' nothing of it was paused\n');
    for (const held of flags.json === true ? [] : freed)
      stderr.write(` ${stderr.colors.green(symbols.done)} ${scopeWords(held)} resumed\n`);
    if (flags.force === true && flags.json !== true)
      stderr.write(` ${stderr.colors.green(symbols.done)} what failures had parked may run again\n`);
    return EXIT.done;
  });
}

export interface HoldFlags extends QueueFlags {
  readonly until?: string;
  readonly reason?: string;
}

/** `ccx queue hold`: keeps single items from beginning. */
export async function holdCommand(words: readonly string[], flags: HoldFlags, terminal: Terminal): Promise<number> {
  const until = flags.until === undefined ? null : untilOf(flags.until, terminal);
  return withQueue(flags, terminal, async ({ queue }) => {
    const done: WorkItem[] = [];
    for (const item of await namedItems(queue, words)) {
      await queue.hold({ item: item.id }, until, flags.reason ?? 'by hand');
      done.push(await itemAgain(queue, item));
    }
    sayItems(done, ({ state }) => (state === 'running' ? 'runs, and is held when it comes back' : 'is held'), {
      flags,
      terminal,
    });
    return EXIT.done;
  });
}

/** `ccx queue free`: lifts the hold of single items. */
export async function freeCommand(words: readonly string[], flags: QueueFlags, terminal: Terminal): Promise<number> {
  return withQueue(flags, terminal, async ({ queue }) => {
    const done: WorkItem[] = [];
    for (const item of await namedItems(queue, words)) {
      await queue.free({ item: item.id });
      done.push(await itemAgain(queue, item));
    }
    sayItems(
      done,
      ({ state, reason }) => `is ${state}${state === 'held' && reason !== undefined ? `: ${reason}` : ''}`,
      { flags, terminal },
    );
    return EXIT.done;
  });
}

/** @throws {CcxError} `invalid_argument` */
function untilOf(text: string, { timeZone }: Terminal): Instant {
  const now = new Date().toISOString();
  const until = momentOf(text, { now, timeZone }) ?? momentOf(`+${text}`, { now, timeZone });
  if (until !== null && until > now) return until;
  throw new CcxError('invalid_argument', `--until is "${text}"; a time to come was expected.`, {
    hint: '--until 18:00, --until +2h or --until "tomorrow 8:00"',
  });
}

async function scopeOf({ lane: word, type }: PauseFlags): Promise<Omit<WorkScope, 'item'>> {
  const lane = word === undefined ? undefined : await laneNamed(word, { env: process.env, home: homedir() });
  return { ...(lane !== undefined && { lane }), ...(type !== undefined && { type }) };
}

const OWN_TYPES = ['prompt', 'command'];

/** A hold of a type that nothing has would hold nothing. @throws {CcxError} `invalid_argument` */
async function requireType(queue: Backlog, type: string | undefined): Promise<void> {
  if (type === undefined || OWN_TYPES.includes(type)) return;
  for await (const item of queue.list()) if (item.type === type) return;
  throw new CcxError('invalid_argument', `--type is "${type}", and nothing in the queue is of that type.`, {
    hint: `ccx itself has ${OWN_TYPES.join(' and ')}`,
  });
}

async function runningIn(queue: Backlog, { lane, type }: WorkScope): Promise<readonly WorkItem[]> {
  const items: WorkItem[] = [];
  for await (const item of queue.list('running')) {
    if ((lane === undefined || item.lane === lane) && (type === undefined || item.type === type)) items.push(item);
  }
  return items;
}
