const NEWLINE = 0x0a;
const MARK = Buffer.from('[stderr] ');
/** Of the second stream, what may wait for the end of a long line of the first one. */
const ASIDE_BYTES = 64 * 1024;

/** Merges two streams into one without ever putting a line of one inside a line of the other. */
export interface LineKeeper {
  /** Goes through as it comes. */
  main(chunk: Uint8Array): void;
  /** Goes through line by line, marked, between two lines of the main stream. */
  aside(chunk: Uint8Array): void;
  end(): void;
}

export function createLineKeeper(write: (bytes: Uint8Array) => void): LineKeeper {
  let insideLine = false;
  let partial: Buffer = Buffer.alloc(0);
  let waiting: Buffer[] = [];
  let waitingBytes = 0;
  let droppedBytes = 0;

  function flush(): void {
    if (droppedBytes > 0) waiting.push(marked(Buffer.from(`(${droppedBytes} bytes of stderr left out here)`)));
    for (const line of waiting) write(line);
    waiting = [];
    waitingBytes = 0;
    droppedBytes = 0;
  }

  function takeLine(line: Buffer): void {
    const bytes = marked(line);
    if (insideLine && waitingBytes + bytes.length > ASIDE_BYTES) {
      droppedBytes += line.length;
      return;
    }
    waiting.push(bytes);
    waitingBytes += bytes.length;
    if (!insideLine) flush();
  }

  return {
    main(chunk) {
      if (chunk.length === 0) return;
      const first = waiting.length > 0 || droppedBytes > 0 ? chunk.indexOf(NEWLINE) : -1;
      if (first === -1) write(chunk);
      else {
        write(chunk.subarray(0, first + 1));
        flush();
        write(chunk.subarray(first + 1));
      }
      insideLine = chunk.at(-1) !== NEWLINE;
    },
    aside(chunk) {
      partial = Buffer.concat([partial, chunk]);
      for (let end = partial.indexOf(NEWLINE); end !== -1; end = partial.indexOf(NEWLINE)) {
        takeLine(partial.subarray(0, end));
        partial = partial.subarray(end + 1);
      }
      // A line without an end must not grow for ever.
      if (partial.length <= ASIDE_BYTES) return;
      takeLine(partial);
      partial = Buffer.alloc(0);
    },
    end() {
      if (insideLine) write(Buffer.of(NEWLINE));
      insideLine = false;
      if (partial.length > 0) takeLine(partial);
      partial = Buffer.alloc(0);
      flush();
    },
  };
}

function marked(line: Buffer): Buffer {
  return Buffer.concat([MARK, line, Buffer.of(NEWLINE)]);
}
