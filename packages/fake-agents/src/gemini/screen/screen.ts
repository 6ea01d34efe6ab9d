import { basename } from 'node:path';
import { Interrupted } from '../../machine/interrupted.ts';
import { answer } from '../answer.ts';
import type { FoundLogin } from '../login.ts';
import { AUTO } from '../models.ts';
import type { Session } from '../session.ts';
import { modelOf, turnParts, type Setup } from '../setup.ts';
import { Stats } from '../stats.ts';
import { isTrusted, rememberTrust } from '../trust.ts';
import { limitDialog, loginDialog, trustDialog, waitingBox } from './dialogs.ts';
import { families, footerQuota, type Family } from './families.ts';
import { headerRows } from './header.ts';
import { modelDialog } from './model-dialog.ts';
import { Painter, type Terminal } from './painter.ts';
import { promptRows, warningRows } from './prompt-rows.ts';
import type { PromptRecord } from './records.ts';
import { screenSink } from './screen-sink.ts';
import { goodbyeBox, NO_CALLS, statsBox, type SessionFacts } from './stats-box.ts';

const ESCAPE = '\u001B';
const ANSWERS = ['TRUST_FOLDER', 'TRUST_PARENT', 'DO_NOT_TRUST'] as const;

/** Why the screen was left. */
export type ScreenEnd = 'quit' | 'restart';

/** What the screen works with. */
export interface ScreenParts {
  readonly setup: Setup;
  readonly found: FoundLogin;
  readonly session: Session;
  readonly record: PromptRecord;
  readonly terminal: Terminal;
}

/** The interactive CLI: trust, login, a prompt, `/model` and `/stats`. Keys come in as the terminal sends them. */
export class Screen {
  readonly ended: Promise<ScreenEnd>;
  #parts: ScreenParts;
  #painter: Painter;
  #stats = new Stats();
  #end: (end: ScreenEnd) => void = () => {};
  #mode: 'trust' | 'login' | 'waiting' | 'prompt' | 'model' | 'limit' | 'left' = 'prompt';
  #chosen = 0;
  #input = '';
  #asked = '';
  #hint: string | null = null;
  #warns = true;
  #families: readonly Family[] = [];
  #turns: number;
  #turn: { readonly startedMs: number; readonly abort: AbortController } | null = null;
  #trusted: boolean;

  constructor(parts: ScreenParts) {
    this.#parts = parts;
    this.#painter = new Painter(parts.terminal);
    this.#turns = parts.session.turns;
    const { machine, options, settings, configDir } = parts.setup;
    this.#trusted = isTrusted(machine, { skips: options.skipTrust, settings, configDir });
    this.ended = new Promise((resolve) => {
      this.#end = resolve;
    });
  }

  async open(): Promise<void> {
    const { setup, found } = this.#parts;
    this.#title('◇  Ready');
    this.#mode = found.ok && found.login === 'google' ? 'waiting' : found.ok ? 'prompt' : 'login';
    if (!this.#trusted) this.#mode = 'trust';
    this.paint(headerRows(setup.version, found.ok ? found.login : null, this.#trusted));
    if (!found.ok || found.login !== 'google') return;
    await setup.machine.sleep(setup.scenario.quota?.delay ?? 20);
    this.#families = families(setup.scenario.quota, setup.machine.nowMs());
    if (this.#mode === 'waiting') this.#mode = 'prompt';
    this.paint();
  }

  /** `said` goes above the prompt for good. */
  paint(said: readonly string[] = []): void {
    this.#painter.paint(this.#rows(), said);
  }

  /** One chunk of keys. Text with a line end in one chunk is a paste and sends nothing. */
  async keys(chunk: string): Promise<void> {
    if (chunk === '\u0003' || chunk === '\u0004') this.#leaveKey();
    else if (this.#mode === 'trust') this.#trustKeys(chunk);
    else if (this.#mode === 'login') this.#loginKeys(chunk);
    else if (this.#mode === 'waiting') this.#waitingKeys(chunk);
    else if (this.#mode === 'limit') await this.#limitKeys(chunk);
    else if (this.#mode === 'model') this.#mode = chunk === ESCAPE ? 'prompt' : 'model';
    else await this.#promptKeys(chunk);
    this.paint();
  }

  #rows(): readonly string[] {
    const { setup, terminal } = this.#parts;
    const { machine } = setup;
    const { columns } = terminal;
    if (this.#mode === 'left') return [];
    if (this.#mode === 'trust') return [...warningRows(columns), ...trustDialog(machine.cwd, this.#chosen, columns)];
    if (this.#mode === 'login') return [...warningRows(columns), ...loginDialog(this.#chosen, columns)];
    if (this.#mode === 'limit') return limitDialog(modelOf(setup), this.#chosen, columns);
    if (this.#mode === 'waiting') return waitingBox(columns);
    if (this.#mode === 'model') return ['', ...modelDialog(this.#families, machine.nowMs(), columns)];
    const model = modelOf(setup);
    const state = {
      input: this.#input,
      busySeconds: this.#turn === null ? null : Math.floor((machine.nowMs() - this.#turn.startedMs) / 1000),
      hint: this.#hint,
      warns: this.#warns,
      folder: machine.cwd.startsWith(`${machine.home}/`) ? `~${machine.cwd.slice(machine.home.length)}` : machine.cwd,
      model: model === AUTO ? 'Auto' : model,
      quota: footerQuota(this.#families, model),
      untrusted: !this.#trusted,
    };
    return promptRows(state, columns);
  }

  #trustKeys(chunk: string): void {
    const answer = ANSWERS[this.#choice(chunk)];
    if (chunk !== '\r' || answer === undefined) return;
    const { machine, configDir } = this.#parts.setup;
    rememberTrust(configDir, machine.cwd, answer);
    if (answer === 'DO_NOT_TRUST') {
      this.#mode = this.#parts.found.ok ? 'prompt' : 'login';
      return;
    }
    this.#mode = 'left';
    this.paint([
      ...trustDialog(machine.cwd, this.#chosen, this.#parts.terminal.columns),
      '',
      '',
      ' Gemini CLI is restarting to apply the trust changes...',
      '',
    ]);
    this.#end('restart');
  }

  /** Nobody can log in here: whatever is chosen waits until it is given up. */
  #loginKeys(chunk: string): void {
    this.#choice(chunk);
    if (chunk === '\r') this.#mode = 'waiting';
  }

  /** The first answer asks again, the second one gives up. */
  async #limitKeys(chunk: string): Promise<void> {
    if (chunk === ESCAPE) this.#chosen = 1;
    if (this.#choice(chunk, 2) === 1 && (chunk === '\r' || chunk === ESCAPE)) this.#mode = 'prompt';
    else if (chunk === '\r') await this.#ask(this.#asked);
  }

  #waitingKeys(chunk: string): void {
    if (chunk === ESCAPE) this.#mode = 'login';
  }

  /** The arrow keys, and the numbers of the answers. */
  #choice(chunk: string, count = 3): number {
    if (chunk === `${ESCAPE}[B` || chunk === `${ESCAPE}OB`) this.#chosen = Math.min(count - 1, this.#chosen + 1);
    else if (chunk === `${ESCAPE}[A` || chunk === `${ESCAPE}OA`) this.#chosen = Math.max(0, this.#chosen - 1);
    else if (/^[123]$/.test(chunk)) this.#chosen = Number(chunk) - 1;
    return this.#chosen;
  }

  #leaveKey(): void {
    if (this.#turn !== null) this.#turn.abort.abort();
    else if (this.#hint !== null) this.#quit();
    else {
      this.#input = '';
      this.#hint = 'Press Ctrl+C again to exit.';
    }
  }

  #quit(): void {
    this.#mode = 'left';
    this.paint([' > /quit', '', ...goodbyeBox(this.#facts(), this.#parts.terminal.columns), '']);
    this.#end('quit');
  }

  async #promptKeys(chunk: string): Promise<void> {
    this.#hint = null;
    this.#warns = false;
    if (chunk === ESCAPE) {
      if (this.#turn === null) this.#input = '';
      else this.#turn.abort.abort();
    } else if (chunk === '\r') await this.#submit();
    else if (chunk === '\u007F') this.#input = this.#input.slice(0, -1);
    else if (!chunk.startsWith(ESCAPE)) this.#input += chunk.replaceAll(/[\r\n]+/g, ' ').replaceAll(/\p{Cc}/gu, '');
  }

  async #submit(): Promise<void> {
    const text = this.#input.trim();
    if (text === '' || this.#turn !== null) return;
    this.#input = '';
    const { record, setup, terminal } = this.#parts;
    record.add(text, setup.machine.nowMs());
    if (text === '/quit' || text === '/exit') return this.#quit();
    this.paint([` > ${text}`, '']);
    if (text === '/model') this.#mode = 'model';
    else if (/^\/stats( session)?$/.test(text)) this.paint([...statsBox(this.#facts(), terminal.columns), '']);
    else if (text === '/stats model') this.paint([NO_CALLS, '']);
    else if (text.startsWith('/')) this.paint([`✕ Unknown command: ${text}`, '']);
    else await this.#ask(text);
  }

  async #ask(prompt: string): Promise<void> {
    const { setup, found, session } = this.#parts;
    if (!found.ok) return;
    const abort = new AbortController();
    this.#turn = { startedMs: setup.machine.nowMs(), abort };
    this.#title('✦  Working…');
    const clock = setInterval(() => this.paint(), 1000);
    this.#asked = prompt;
    this.#mode = 'prompt';
    const sink = screenSink({
      say: (rows) => this.paint(rows),
      limited: () => {
        this.#mode = 'limit';
        this.#chosen = 0;
      },
    });
    const { login } = found;
    const of = { login, session, turns: this.#turns, prompt, sink, stats: this.#stats, signal: abort.signal };
    this.paint();
    try {
      await answer(turnParts(setup, of), found);
    } catch (error) {
      if (!(error instanceof Interrupted)) throw error;
      this.paint(['ℹ Request cancelled.', '']);
    } finally {
      clearInterval(clock);
      this.#turn = null;
      this.#turns += 1;
      this.#title('◇  Ready');
    }
  }

  /** The window's title tells whether a turn runs. */
  #title(state: string): void {
    const { setup, terminal } = this.#parts;
    terminal.write(`\u001B]0;${`${state} (${basename(setup.machine.cwd)})`.padEnd(80)}\u0007`);
  }

  #facts(): SessionFacts {
    const { setup, found, session } = this.#parts;
    const { machine } = setup;
    const wallMs = machine.nowMs() - machine.startedAtMs;
    return { sessionId: session.id, login: found.ok ? found.login : null, stats: this.#stats, wallMs };
  }
}
