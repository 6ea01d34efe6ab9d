import type { QuotaReading } from '@ccx/contracts';
import { DialogTalk, findDialog, type Standing } from './dialog-talk.ts';
import type { Frame } from './rendered-screen.ts';
import type { Prompt, ScreenAgent } from './screen-agent.ts';

export type Phase = 'waiting' | 'dialog' | 'ready' | 'typed' | 'loading' | 'complete' | 'failed';

/** What is to be done now. */
export type Move =
  | { readonly do: 'wait' }
  | { readonly do: 'write'; readonly bytes: string }
  | { readonly do: 'end'; readonly reading: QuotaReading | null };

export interface TalkOptions {
  readonly agent: ScreenAgent;
  readonly parse: (text: string) => QuotaReading;
  /** The agent works in ccx's own empty folder. */
  readonly mayTrust: boolean;
}

const QUIET_MS = 200;
const SETTLED_MS = 150;
/** An answer without a number, or with a row that has none, may only be on its way. */
const DOUBTFUL_MS = 1_500;
/** After this a command was lost. */
const LOST_MS = 4_000;
const WAIT: Move = { do: 'wait' };

/**
 * How one question is asked of a screen: a state machine that is shown one frame after another and says what to write.
 * It knows no terminal and no clock.
 */
export class ScreenTalk {
  phase: Phase = 'waiting';
  /** The dialog that stood last before the prompt; `null` when none stands in the way. */
  standing: Standing | null = null;
  /** What the last frame meant after the command was sent; `null` before. */
  lastReading: QuotaReading | null = null;
  readonly #options: TalkOptions;
  readonly #dialogs: DialogTalk;
  /** What a dialog interrupts, and what goes on when it is gone. */
  #work: 'waiting' | 'typed' | 'loading' = 'waiting';
  #asked = 0;
  #since = 0;
  #key = '';
  #keySince = 0;
  #parsed = '';
  #opening = '';

  constructor(options: TalkOptions) {
    this.#options = options;
    this.#dialogs = new DialogTalk(options.mayTrust);
  }

  look(frame: Frame, nowMs: number): Move {
    const { agent } = this.#options;
    const prompt = agent.prompt(frame.rows);
    const answered = this.#work === 'loading' && agent.answered(frame);
    const dialog = prompt === null && !answered ? findDialog(agent.dialogs, frame.rows) : null;
    if (dialog !== null) return this.#dialog(dialog, frame, nowMs);
    if (prompt !== null || answered) this.standing = null;
    this.phase = this.#work;
    if (this.#work === 'loading') return this.#loading(frame, { answered, prompt }, nowMs);
    if (prompt === null) return WAIT;
    const quietMs = this.#unchangedMs(frame.rows.slice(prompt.row).join('\n'), nowMs);
    if (this.#work === 'typed') return this.#typed(prompt.text, frame.rows, quietMs, nowMs);
    if (quietMs < QUIET_MS) return WAIT;
    this.#opening = frame.text;
    return this.#type(prompt.text, nowMs);
  }

  #dialog(standing: Standing, frame: Frame, nowMs: number): Move {
    this.standing = standing;
    this.phase = 'dialog';
    const move = this.#dialogs.look(standing, frame.rows, nowMs);
    if (move === 'wait') return WAIT;
    if (move !== 'stop') return { do: 'write', bytes: move.press };
    this.phase = 'failed';
    return { do: 'end', reading: null };
  }

  #type(typed: string, nowMs: number): Move {
    const { command } = this.#options.agent;
    this.#goOn('typed', nowMs);
    this.phase = 'ready';
    this.#asked += 1;
    // An Enter that only completed the command leaves it where it is.
    return typed.trim() === command ? WAIT : { do: 'write', bytes: command };
  }

  /** Enter goes out only when the whole command can be read where it was typed. */
  #typed(text: string, rows: readonly string[], quietMs: number, nowMs: number): Move {
    const { command, enterDelayMs = 0, offers } = this.#options.agent;
    if (text.trim() !== command) {
      const lost = this.#isLost(nowMs) && quietMs >= QUIET_MS && !text.startsWith('/');
      return lost ? this.#type(text, nowMs) : WAIT;
    }
    if (nowMs - this.#since < enterDelayMs || quietMs < enterDelayMs || offers?.(rows) === false) return WAIT;
    this.#goOn('loading', nowMs);
    return { do: 'write', bytes: '\r' };
  }

  #loading(
    frame: Frame,
    { answered, prompt }: { readonly answered: boolean; readonly prompt: Prompt | null },
    nowMs: number,
  ): Move {
    if (!answered) {
      if (prompt !== null && this.#isLost(nowMs)) this.#goOn('waiting', nowMs);
      return WAIT;
    }
    // A screen that did not change means the same.
    if (this.#parsed !== frame.text || this.lastReading === null) {
      this.#parsed = frame.text;
      this.lastReading = this.#options.parse(this.#withOpening(frame.text));
    }
    const reading = this.lastReading;
    const sameMs = this.#unchangedMs(meaningOf(reading), nowMs);
    if (!reading.ok && reading.problem.code === 'loading') return WAIT;
    if (sameMs < (isWhole(reading) ? SETTLED_MS : DOUBTFUL_MS)) return WAIT;
    this.phase = reading.ok ? 'complete' : 'failed';
    return { do: 'end', reading };
  }

  /** Version and plan stand at the top of the first screen, and a panel may have wiped them away. */
  #withOpening(text: string): string {
    const { version } = this.#options.agent;
    return !version.test(text) && version.test(this.#opening) ? `${this.#opening}\n${text}` : text;
  }

  /** Once, and only once, the command is typed anew. */
  #isLost(nowMs: number): boolean {
    return nowMs - this.#since > LOST_MS && this.#asked < 2;
  }

  #goOn(work: 'waiting' | 'typed' | 'loading', nowMs: number): void {
    this.#work = work;
    this.#since = nowMs;
    this.phase = work;
  }

  #unchangedMs(key: string, nowMs: number): number {
    if (key !== this.#key) {
      this.#key = key;
      this.#keySince = nowMs;
    }
    return nowMs - this.#keySince;
  }
}

/** Every row that is there has its value, or the CLI said why there is none. */
function isWhole(reading: QuotaReading): boolean {
  if (!reading.ok) return reading.problem.code.startsWith('usage-endpoint') || reading.problem.code === 'auth-expired';
  const { windows } = reading.snapshot;
  return windows.length > 0 && windows.every(({ usedPercent, amount }) => usedPercent !== null || amount !== null);
}

/** Without the time at which it was read. */
function meaningOf(reading: QuotaReading): string {
  if (!reading.ok) return `${reading.problem.code} ${reading.problem.detail}`;
  return JSON.stringify(
    reading.snapshot.windows.map(({ id, usedPercent, amount, resetRaw }) => [id, usedPercent, amount, resetRaw]),
  );
}
