import { EXCERPT_BYTES, excerptOf } from './excerpt.ts';

/** Where lines go. Blank lines go nowhere. */
export interface LineSink {
  /** A line without its line end. `number` counts from 0 over all lines of the stream, blank ones too. */
  line(text: string, bytes: number, number: number): void;
  /** A line over the cap: its length and its beginning are all that was kept. */
  oversize(bytes: number, excerpt: string, number: number): void;
}

const NEWLINE = 10;
const RETURN = 13;
const BLOCK_BYTES = 65_536;
const EMPTY: Buffer = Buffer.alloc(0);

/**
 * Cuts bytes into lines, whatever the pieces in which they come.
 *
 * A line that lies whole in one chunk is decoded where it lies. What is left of a chunk is copied into blocks of fixed
 * size: the caller may reuse its chunk, a line that comes byte by byte costs no more than its bytes, and nothing has to
 * be doubled to grow. Once a line is over the cap its blocks are dropped and only counting goes on.
 */
export class LineSplitter {
  readonly #maxLineBytes: number;
  readonly #sink: LineSink;
  readonly #head: Buffer = Buffer.allocUnsafeSlow(EXCERPT_BYTES);
  /** Of the line under way. Full except for the last one; the first one is kept for the next line. */
  #blocks: Buffer[] = [];
  /** Bytes of the line under way, also those that were not kept. */
  #length = 0;
  #lastByte = 0;
  #number = 0;

  constructor(maxLineBytes: number, sink: LineSink) {
    this.#maxLineBytes = maxLineBytes;
    this.#sink = sink;
  }

  push(chunk: Uint8Array): void {
    const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    let from = 0;
    for (let end = bytes.indexOf(NEWLINE); end !== -1; end = bytes.indexOf(NEWLINE, from)) {
      if (this.#length === 0) this.#whole(bytes, from, end);
      else {
        this.#hold(bytes, from, end);
        this.#release();
      }
      from = end + 1;
    }
    this.#hold(bytes, from, bytes.length);
  }

  /** What is left without a line end is a line too. */
  end(): void {
    this.#release();
  }

  #whole(bytes: Buffer, from: number, newline: number): void {
    const to = newline > from && bytes[newline - 1] === RETURN ? newline - 1 : newline;
    const length = to - from;
    const number = this.#number++;
    if (length === 0) return;
    if (length <= this.#maxLineBytes) this.#sink.line(bytes.toString('utf8', from, to), length, number);
    else
      this.#sink.oversize(length, excerptOf(bytes.toString('utf8', from, Math.min(to, from + EXCERPT_BYTES))), number);
  }

  #hold(bytes: Buffer, from: number, to: number): void {
    if (from >= to) return;
    const before = this.#length;
    this.#length += to - from;
    this.#lastByte = bytes[to - 1] ?? 0;
    if (before < EXCERPT_BYTES) bytes.copy(this.#head, before, from, Math.min(to, from + EXCERPT_BYTES - before));
    // One more than the cap, because the last byte may turn out to be the return of the line end.
    if (this.#length > this.#maxLineBytes + 1) this.#blocks.length = Math.min(this.#blocks.length, 1);
    else this.#copy(bytes.subarray(from, to), before);
  }

  /** Copies a piece to its place in the line. */
  #copy(piece: Buffer, place: number): void {
    for (let copied = 0; copied < piece.length;) {
      const at = place + copied;
      const block = (this.#blocks[Math.floor(at / BLOCK_BYTES)] ??= Buffer.allocUnsafeSlow(BLOCK_BYTES));
      copied += piece.copy(block, at % BLOCK_BYTES, copied);
    }
  }

  #release(): void {
    const length = this.#lastByte === RETURN && this.#length > 0 ? this.#length - 1 : this.#length;
    const number = this.#number++;
    this.#length = 0;
    if (length === 0) return;
    if (length > this.#maxLineBytes) {
      const head = this.#head.toString('utf8', 0, Math.min(length, EXCERPT_BYTES));
      this.#sink.oversize(length, excerptOf(head), number);
      return;
    }
    const [first = EMPTY] = this.#blocks;
    if (length <= BLOCK_BYTES) this.#sink.line(first.toString('utf8', 0, length), length, number);
    else {
      const line = Buffer.concat(this.#blocks, length);
      this.#blocks = [first];
      this.#sink.line(line.toString('utf8'), length, number);
    }
  }
}
