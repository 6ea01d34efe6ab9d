import type { Line } from '../../claude/line.ts';
import type { Terminal } from '../../claude/screen/painter.ts';
import { wrapped } from '../../claude/screen/rows.ts';
import { commandsFor, composerRows } from './composer.ts';
import { isTrusted, signInRows, trust, trustRows } from './dialogs.ts';
import { Painter } from './painter.ts';
import { ScreenSink } from './screen-sink.ts';
import type { Session } from './session.ts';
import { emptyWindow, statusCard } from './status-card.ts';

const ESCAPE = '\u001B';
const DOWN = new Set([`${ESCAPE}[B`, `${ESCAPE}OB`, 'j']);
const UP = new Set([`${ESCAPE}[A`, `${ESCAPE}OA`, 'k']);
/** The commands of which something is scripted. */
const LEAVE = new Set(['/quit', '/exit']);

/** The interactive CLI: sign-in, trust, the composer, `/status`, turns. Keys come in as the terminal sends them. */
export class Screen {
  readonly ended: Promise<void>;
  #session: Session;
  #terminal: Terminal;
  #painter: Painter;
  #end: () => void = () => {};
  #mode: 'sign-in' | 'trust' | 'composer' = 'composer';
  #chosen = 0;
  #input = '';
  #splash = true;
  #loading: boolean;
  #cells: (readonly string[])[] = [];
  #busy: { readonly words: string; readonly sinceMs: number; readonly stop: AbortController } | null = null;
  #warning: string | null = null;

  constructor(session: Session, terminal: Terminal, loading: boolean) {
    this.#session = session;
    this.#terminal = terminal;
    this.#painter = new Painter(terminal);
    this.#loading = loading;
    this.ended = new Promise((resolve) => {
      this.#end = resolve;
    });
  }

  open(): void {
    const { machine, account, cwd } = this.#session;
    if (account.is === 'none') this.#mode = 'sign-in';
    else if (!isTrusted(machine, cwd)) this.#mode = 'trust';
    this.paint();
  }

  /** The account is known. */
  loaded(): void {
    this.#loading = false;
    this.paint();
  }

  resized(): void {
    this.#painter.forget();
    this.paint();
  }

  paint(): void {
    const { columns } = this.#terminal;
    if (this.#mode === 'sign-in') return this.#painter.paint(signInRows(this.#chosen), 0);
    if (this.#mode === 'trust') return this.#painter.paint(trustRows(this.#session.cwd, this.#chosen, columns), 0);
    const { rows, typed } = composerRows(this.#composer(), columns);
    const content = this.#content(columns);
    const height = Math.max(0, this.#terminal.rows - rows.length);
    const shown = content.slice(Math.max(0, content.length - height));
    const room = Array.from({ length: height - shown.length }, () => '');
    this.#painter.paint([...shown, ...room, ...rows], height + typed);
  }

  /** One chunk of keys. Text with a line end in one chunk is a paste and sends nothing. */
  async keys(chunk: string): Promise<void> {
    if (chunk === '\u0003' || chunk === '\u0004') this.#leaveKey();
    else if (this.#mode === 'composer') await this.#composerKeys(chunk);
    else this.#dialogKeys(chunk);
    this.paint();
  }

  #composer(): Parameters<typeof composerRows>[0] {
    const { model, folder, machine } = this.#session;
    const seconds = this.#busy === null ? 0 : Math.floor((machine.nowMs() - this.#busy.sinceMs) / 1000);
    return {
      input: this.#input,
      busy: this.#busy === null ? null : { words: this.#busy.words, seconds },
      warning: this.#warning,
      splash: this.#splash,
      footer: `${model} default · ${this.#loading ? 'loading' : folder}`,
    };
  }

  #content(columns: number): readonly string[] {
    const { version, folder, sandbox } = this.#session;
    const yolo = sandbox === 'danger-full-access' ? ['  permissions: YOLO mode'] : [];
    const header = ['', `  >_ OpenAI Codex (v${version})`, `     ${this.#loading ? 'loading' : folder}`, ...yolo];
    return [header, ...this.#cells].flatMap((cell) => [...cell.flatMap((line) => wrapped(line, columns)), '']);
  }

  #dialogKeys(chunk: string): void {
    const last = this.#mode === 'sign-in' ? 2 : 1;
    if (DOWN.has(chunk)) this.#chosen = Math.min(last, this.#chosen + 1);
    else if (UP.has(chunk)) this.#chosen = Math.max(0, this.#chosen - 1);
    else if (this.#mode === 'sign-in') return;
    else if (chunk === ESCAPE || (chunk === '\r' && this.#chosen === 1)) this.#end();
    else if (chunk === '\r') {
      trust(this.#session.machine, this.#session.cwd);
      this.#mode = 'composer';
    }
  }

  #leaveKey(): void {
    if (this.#busy !== null) this.#busy.stop.abort();
    else if (this.#input === '') this.#end();
    else this.#input = '';
  }

  async #composerKeys(chunk: string): Promise<void> {
    this.#splash = false;
    if (chunk === ESCAPE) {
      if (this.#busy === null) this.#input = '';
      else this.#busy.stop.abort();
    } else if (chunk === '\r') await this.#submit();
    else if (chunk === '\u007F') this.#input = this.#input.slice(0, -1);
    else if (!chunk.startsWith(ESCAPE)) this.#input += chunk.replaceAll(/[\r\n]+/g, ' ').replaceAll(/\p{Cc}/gu, '');
  }

  async #submit(): Promise<void> {
    const [first] = commandsFor(this.#input);
    // Observed: while the account is loading, Enter only completes a command.
    if (this.#loading && first !== undefined) {
      [this.#input] = first;
      return;
    }
    const prompt = (first?.[0] ?? this.#input).trim();
    if (prompt === '' || this.#busy !== null) return;
    this.#input = '';
    if (LEAVE.has(prompt)) this.#end();
    else if (prompt === '/status') await this.#status();
    else if (prompt.startsWith('/')) this.#show([`■ fake-codex: ${prompt} is not scripted`]);
    else await this.ask(prompt);
  }

  async #status(): Promise<void> {
    const limits = await this.#session.readLimits();
    this.#show(['/status', '', ...statusCard(this.#session.status(limits), this.#terminal.columns)]);
  }

  /** Sends a prompt, once there is a composer. */
  async ask(prompt: string): Promise<void> {
    if (this.#mode !== 'composer' || this.#busy !== null) return;
    this.#splash = false;
    const { machine, cwd } = this.#session;
    this.#show(['', `› ${prompt}`, '']);
    const stop = new AbortController();
    const busy = (words: string): void => {
      this.#busy = { words, sinceMs: this.#busy?.sinceMs ?? machine.nowMs(), stop };
      this.paint();
    };
    busy('Working');
    const limits = (limit: Line): void => {
      if (limit['limit_id'] === 'codex') this.#warning = emptyWindow([limit], machine.nowMs());
    };
    const sink = new ScreenSink(machine, { cwd, show: (cell) => this.#show(cell), busy, limits });
    const ticking = setInterval(() => this.paint(), 1000);
    try {
      await this.#session.ask(prompt, { sink, signal: stop.signal });
    } finally {
      clearInterval(ticking);
      this.#busy = null;
      this.paint();
    }
  }

  #show(cell: readonly string[]): void {
    this.#cells.push(cell);
    this.paint();
  }
}
