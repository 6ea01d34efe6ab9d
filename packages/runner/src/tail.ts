/** Keeps the end of a stream of bytes. */
export interface Tail {
  push(chunk: Uint8Array): void;
  /** The last `limitBytes`, from the first whole character on. */
  text(): string;
  readonly bytes: number;
}

export function createTail(limitBytes: number): Tail {
  let chunks: Uint8Array[] = [];
  let kept = 0;
  let total = 0;
  const squeeze = (): Buffer => {
    const all = Buffer.concat(chunks);
    const end = all.length > limitBytes ? all.subarray(all.length - limitBytes) : all;
    chunks = [end];
    kept = end.length;
    return end;
  };
  return {
    push(chunk) {
      total += chunk.length;
      chunks.push(chunk);
      kept += chunk.length;
      if (kept > limitBytes * 2) squeeze();
    },
    text() {
      const end = squeeze();
      let start = 0;
      // Continuation bytes at a cut belong to a character whose beginning is gone.
      while (total > limitBytes && start < 4 && ((end[start] ?? 0) & 0xc0) === 0x80) start += 1;
      return end.toString('utf8', start);
    },
    get bytes() {
      return total;
    },
  };
}
