import { readOptions } from './options.ts';
import type { Dialog } from './screen-agent.ts';

/** A dialog on the screen. */
export interface Standing {
  readonly dialog: Dialog;
  /** Its first words, for people. */
  readonly title: string;
}

const ESCAPE = '\u001B';
const DOWN = `${ESCAPE}[B`;
const UP = `${ESCAPE}[A`;
const QUIET_MS = 200;
/** How long a dialog that nobody knows has to stand still: a list may only be on its way to something else. */
const STRANGE_MS = 1_000;
/** How long an answered dialog may take to go away. */
const GOING_MS = 3_000;
/** How long a key may take to be seen: the one after it must not meet what this one has yet to move. */
const SEEN_MS = 1_000;
const MOST_KEYS = 6;

const STRANGE: Dialog = { name: 'a dialog nobody knows', code: 'dialog', marker: /$^/, answer: 'escape' };

const RULE = /[─▔━]{20,}/;

/** A known dialog, else whatever has a list with a highlighted line. */
export function findDialog(known: readonly Dialog[], rows: readonly string[]): Standing | null {
  const text = rows.join('\n');
  const dialog = known.find(({ marker }) => marker.test(text));
  if (dialog !== undefined) return { dialog, title: titleIn(rows, dialog.marker) };
  const offered = readOptions(rows);
  if (offered === null) return null;
  const above = rows.slice(0, offered.row + 1);
  return { dialog: STRANGE, title: titleIn(above.slice(above.findLastIndex((row) => RULE.test(row)) + 1), /\p{L}/u) };
}

/** The first row that is meant, without its frame. */
function titleIn(rows: readonly string[], meant: RegExp): string {
  const plain = rows.map((row) => row.replaceAll(/[│╭╮╰╯─]/g, ' ').trim()).filter((row) => /\p{L}/u.test(row));
  return plain.find((row) => meant.test(row)) ?? plain[0] ?? '';
}

/** Answers dialogs by what their lines say, one key at a time, each on a frame that stood still. */
export class DialogTalk {
  readonly #mayTrust: boolean;
  #name = '';
  #keys = 0;
  #answered = false;
  #frame = '';
  #pressedOn = '';
  #since = 0;

  constructor(mayTrust: boolean) {
    this.#mayTrust = mayTrust;
  }

  /** The key to press; `stop` when it is not going away. */
  look({ dialog }: Standing, rows: readonly string[], nowMs: number): { readonly press: string } | 'wait' | 'stop' {
    if (dialog.name !== this.#name) {
      this.#name = dialog.name;
      this.#keys = 0;
      this.#answered = false;
    }
    // What moves without end is drawn with dots: it says nothing and would never stand still.
    const frame = rows.map((row) => row.replaceAll(/[\u2800-\u28FF]/g, ' ').trimEnd()).join('\n');
    if (frame !== this.#frame) {
      this.#frame = frame;
      this.#since = nowMs;
    }
    const stillMs = nowMs - this.#since;
    if (this.#answered) return stillMs < GOING_MS ? 'wait' : 'stop';
    const unseen = this.#keys > 0 && frame === this.#pressedOn;
    if (stillMs < (unseen ? SEEN_MS : dialog === STRANGE ? STRANGE_MS : QUIET_MS)) return 'wait';
    if (dialog.answer === 'stop' || this.#keys >= MOST_KEYS) return 'stop';
    this.#keys += 1;
    this.#pressedOn = frame;
    this.#since = nowMs;
    const key = this.#key(dialog, rows);
    this.#answered = key === ESCAPE || key === '\r';
    return { press: key };
  }

  #key({ answer, option }: Dialog, rows: readonly string[]): string {
    const offered = readOptions(rows);
    const mayChoose = answer === 'choose' || (answer === 'trust' && this.#mayTrust);
    if (!mayChoose || option === undefined || offered === null) return ESCAPE;
    const wanted = offered.texts.flatMap((text, at) => (option.test(text) ? [at] : []));
    const [target] = wanted;
    if (target === undefined || wanted.length > 1) return ESCAPE;
    if (target === offered.highlighted) return '\r';
    return target > offered.highlighted ? DOWN : UP;
  }
}
