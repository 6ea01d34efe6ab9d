import { closeSync } from 'node:fs';
import type { Writable } from 'node:stream';

/**
 * The agent's stdout. A write resolves when the reader took it, so that a slow reader really holds the agent back.
 * Never throws: a reader that went away is told to `onBroken`.
 */
export class Output {
  #stream: Writable;
  #fd: number;
  #open = true;
  #splice: string | null = null;

  constructor(stream: Writable, fd: number, onBroken: () => void) {
    this.#stream = stream;
    this.#fd = fd;
    stream.on('error', () => {
      this.#open = false;
      onBroken();
    });
  }

  async write(data: string | Uint8Array): Promise<void> {
    if (!this.#open) return;
    await new Promise<void>((resolve) => {
      this.#stream.write(data, () => resolve());
    });
  }

  /** One line; an object waiting to be spliced goes into its middle. */
  async line(text: string): Promise<void> {
    const splice = this.#splice;
    this.#splice = null;
    if (splice === null) return await this.write(`${text}\n`);
    const middle = Math.floor(text.length / 2);
    await this.write(`${text.slice(0, middle)}${splice}\n${text.slice(middle)}\n`);
  }

  spliceIntoNext(text: string): void {
    this.#splice = text;
  }

  /** Closes the descriptor itself: the reader sees the end while the process lives. */
  close(): void {
    if (!this.#open) return;
    this.#open = false;
    closeSync(this.#fd);
  }
}
