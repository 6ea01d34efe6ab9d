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
/** A piece of a line is kept as it is from this size on, and copied together with its neighbours below it. */
const PIECE_BYTES = 16_384;

/**
 * Cuts bytes into lines, whatever the pieces in which they come.
 *
 * A line that lies whole in one chunk is decoded where it lies. Of a line that goes on in the next chunk small pieces are
 * copied and large ones kept: a line that comes byte by byte costs no more than its bytes, nothing has to be doubled to
 * grow, and a large line is not in memory twice. So a chunk must not be written into after it was pushed, as with a
 * stream's `write`. Once a line is over the cap all of it is dropped and only counting goes on.
 */
export class LineSplitter {
  readonly #maxLineBytes: number;
  readonly #sink: LineSink;
  readonly #head: Buffer = Buffer.allocUnsafeSlow(EXCERPT_BYTES);
  /** What is kept of the line under way: whole pieces, and behind them the copied bytes of small ones. */
  #pieces: Buffer[] = [];
  #copied: Buffer = Buffer.allocUnsafeSlow(PIECE_BYTES);
  #copiedBytes = 0;
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
    if (this.#length > this.#maxLineBytes + 1) {
      this.#pieces = [];
      this.#copiedBytes = 0;
    } else if (to - from >= PIECE_BYTES) {
      if (this.#copiedBytes > 0) this.#pieces.push(Buffer.from(this.#copied.subarray(0, this.#copiedBytes)));
      this.#copiedBytes = 0;
      this.#pieces.push(bytes.subarray(from, to));
    } else this.#copy(bytes, from, to);
  }

  #copy(bytes: Buffer, from: number, to: number): void {
    const copied = bytes.copy(this.#copied, this.#copiedBytes, from, to);
    this.#copiedBytes += copied;
    if (this.#copiedBytes < PIECE_BYTES) return;
    this.#pieces.push(this.#copied);
    this.#copied = Buffer.allocUnsafeSlow(PIECE_BYTES);
    this.#copiedBytes = bytes.copy(this.#copied, 0, from + copied, to);
  }

  #release(): void {
    const length = this.#lastByte === RETURN && this.#length > 0 ? this.#length - 1 : this.#length;
    const number = this.#number++;
    this.#length = 0;
    const pieces = this.#pieces;
    const copied = this.#copied.subarray(0, this.#copiedBytes);
    this.#copiedBytes = 0;
    if (pieces.length > 0) this.#pieces = [];
    if (length === 0) return;
    if (length > this.#maxLineBytes) {
      const head = this.#head.toString('utf8', 0, Math.min(length, EXCERPT_BYTES));
      this.#sink.oversize(length, excerptOf(head), number);
      return;
    }
    const line = pieces.length === 0 ? copied : Buffer.concat([...pieces, copied]);
    this.#sink.line(line.toString('utf8', 0, length), length, number);
  }
}
