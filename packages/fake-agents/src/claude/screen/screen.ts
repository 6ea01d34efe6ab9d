import type { Conversation } from '../conversation.ts';
import type { SessionFile } from '../session-file.ts';
import { costText } from '../usage-report.ts';
import { answer } from '../turn.ts';
import { Painter, type Terminal } from './painter.ts';
import { headerRows, promptRows } from './prompt-rows.ts';
import { row, type Row } from './rows.ts';
import { ScreenSink } from './screen-sink.ts';
import { isTrusted, trust, trustDialog } from './trust.ts';
import { usageDialog, type UsageState } from './usage-dialog.ts';
import { usageState } from './usage-state.ts';

const ESCAPE = '\u001B';

/** Why the screen was left. */
export type ScreenEnd = 'exit' | 'untrusted';

/** The interactive CLI: the trust dialog, a prompt, the usage dialog. Keys come in as the terminal sends them. */
export class Screen {
  readonly ended: Promise<ScreenEnd>;
  #talk: Conversation;
  #terminal: Terminal;
  #painter: Painter;
  #file: () => SessionFile;
  #end: (end: ScreenEnd) => void = () => {};
  #mode: 'trust' | 'prompt' | 'usage' = 'prompt';
  #chosen: 0 | 1 = 0;
  #input = '';
  #shown: readonly Row[] = [];
  #usage: UsageState = { is: 'loading' };
  #busy = false;
  #hint: string | null = null;

  constructor(talk: Conversation, terminal: Terminal, file: () => SessionFile) {
    this.#talk = {
      ...talk,
      sink: new ScreenSink((rows) => this.#show(rows)),
      get signal() {
        return talk.turn.signal;
      },
    };
    this.#terminal = terminal;
    this.#painter = new Painter(terminal);
    this.#file = file;
    this.ended = new Promise((resolve) => {
      this.#end = resolve;
    });
  }

  open(): void {
    if (isTrusted(this.#talk.place)) this.#ready();
    else this.#mode = 'trust';
    this.paint();
  }

  paint(): void {
    this.#painter.paint(this.#rows());
  }

  /** One chunk of keys. Text with a line end in one chunk is a paste and sends nothing; a lone Escape is a key, with more behind it a chord or an answer of the terminal. */
  async keys(chunk: string): Promise<void> {
    if (this.#mode === 'trust') this.#trustKeys(chunk);
    else if (chunk === '\u0003' || chunk === '\u0004') this.#leaveKey();
    else if (this.#mode === 'usage') await this.#usageKeys(chunk);
    else await this.#promptKeys(chunk);
    this.paint();
  }

  #rows(): readonly Row[] {
    const { columns } = this.#terminal;
    if (this.#mode === 'trust') return trustDialog(this.#talk.place.cwd, this.#chosen, columns);
    const above = [...headerRows(this.#talk), ...this.#shown];
    if (this.#mode === 'usage')
      return [...above, row('❯ /usage'), row(''), ...usageDialog(costText(this.#talk), this.#usage, columns)];
    return [...above, ...promptRows(this.#input, { busy: this.#busy, hint: this.#hint }, columns)];
  }

  #trustKeys(chunk: string): void {
    if (chunk === `${ESCAPE}[B` || chunk === `${ESCAPE}OB`) this.#chosen = 1;
    else if (chunk === `${ESCAPE}[A` || chunk === `${ESCAPE}OA`) this.#chosen = 0;
    else if (chunk === ESCAPE || chunk === '\u0003') this.#end('untrusted');
    else if (chunk === '\r' && this.#chosen === 0) this.#end('untrusted');
    else if (chunk === '\r') {
      trust(this.#talk.place);
      this.#mode = 'prompt';
      this.#ready();
    }
  }

  #leaveKey(): void {
    if (this.#busy) this.#talk.turn.interrupt();
    else if (this.#hint !== null) this.#end('exit');
    else {
      this.#input = '';
      this.#hint = '  Press Ctrl-C again to exit';
    }
  }

  async #usageKeys(chunk: string): Promise<void> {
    if (chunk === ESCAPE) {
      this.#mode = 'prompt';
      this.#show([row('❯ /usage'), row('  ⎿  Settings dialog dismissed', 'dim'), row('')]);
    } else if (chunk === 'r' && this.#usage.is === 'failed') {
      await this.#loadUsage();
    }
  }

  async #promptKeys(chunk: string): Promise<void> {
    this.#hint = null;
    if (chunk === ESCAPE) {
      if (this.#busy) this.#talk.turn.interrupt();
      else this.#input = '';
    } else if (chunk === '\r') await this.#submit();
    else if (chunk === '\u007F') this.#input = this.#input.slice(0, -1);
    else if (!chunk.startsWith(ESCAPE)) this.#input += chunk.replaceAll(/[\r\n]+/g, ' ').replaceAll(/\p{Cc}/gu, '');
  }

  async #submit(): Promise<void> {
    const prompt = this.#input.trim();
    this.#input = '';
    if (prompt === '' || this.#busy) return;
    if (prompt === '/exit') this.#end('exit');
    else if (prompt === '/usage') await this.#loadUsage();
    else await this.#ask(prompt);
  }

  async #loadUsage(): Promise<void> {
    const { machine, scenario } = this.#talk;
    this.#mode = 'usage';
    this.#usage = { is: 'loading' };
    this.paint();
    await machine.sleep(scenario.quota?.delay ?? 50);
    this.#usage = usageState(this.#talk);
  }

  async #ask(prompt: string): Promise<void> {
    this.#show([row(`❯ ${prompt}`), row('')]);
    this.#busy = true;
    this.#file().status('busy');
    this.paint();
    await answer(this.#talk, prompt);
    this.#talk.turn.renew();
    this.#busy = false;
    this.#file().status('idle');
    this.#show([row('')]);
  }

  #show(rows: readonly Row[]): void {
    this.#shown = [...this.#shown, ...rows];
    this.paint();
  }

  #ready(): void {
    this.#file().status('idle');
  }
}
