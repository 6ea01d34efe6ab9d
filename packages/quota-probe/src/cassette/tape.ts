import type { CastEvent } from './cast.ts';

/** What a terminal says of itself when it is asked, and no person types. */
const REPORT = /^\u001B(?:\[[?>=]?[\d;]*(?:[cRnutxIO]|\$y)|[\]P_^X])/;

/**
 * Gives what was drawn when its time has come. What came after a key waits until that key is pressed: an answer is never
 * there before its question, however late that is.
 */
export class Tape {
  readonly #events: readonly CastEvent[];
  #next = 0;
  /** How much later than recorded it runs. */
  #lateMs = 0;
  #lastAtMs = 0;
  /** What was pressed since the last key that the recording waited for. */
  #pressed = '';

  constructor(events: readonly CastEvent[]) {
    this.#events = events.filter(({ kind, data }) => kind === 'out' || !REPORT.test(data));
  }

  press(keys: string): void {
    this.#pressed += keys;
  }

  /** What has been drawn since the last time. */
  play(nowMs: number): string {
    let drawn = '';
    for (let event = this.#events[this.#next]; event !== undefined; event = this.#events[this.#next]) {
      if (event.atMs + this.#lateMs > nowMs) break;
      if (event.kind === 'out') drawn += event.data;
      else if (this.#isPressed(event))
        this.#pressed = this.#pressed.slice(this.#pressed.indexOf(event.data) + event.data.length);
      else {
        this.#lateMs = nowMs - event.atMs;
        break;
      }
      this.#next += 1;
      this.#lastAtMs = nowMs;
    }
    return drawn;
  }

  /** Nothing more comes by itself, and for so long nothing has come. */
  overMs(nowMs: number): number {
    const event = this.#events[this.#next];
    const comes = event !== undefined && (event.kind === 'out' || this.#isPressed(event));
    return comes ? 0 : nowMs - this.#lastAtMs;
  }

  /** Keys in between may have been lost, and pressed again. */
  #isPressed({ data }: CastEvent): boolean {
    return this.#pressed.includes(data);
  }
}
