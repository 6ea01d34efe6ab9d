/** The end of a stream of bytes. */
export interface Tail {
  readonly push: (chunk: Uint8Array) => void;
  text(): string;
}

/** Everything is taken, so that nobody waits for room; the last `most` bytes are kept. */
export function createTail(most: number): Tail {
  let kept: Buffer = Buffer.alloc(0);
  let cut = 0;
  return {
    push(chunk) {
      kept = Buffer.concat([kept, chunk]);
      if (kept.length <= most) return;
      cut += kept.length - most;
      kept = kept.subarray(kept.length - most);
    },
    text: () => (cut === 0 ? '' : `[${cut} bytes before this were left out]\n`) + kept.toString('utf8'),
  };
}

/** The last `most` bytes of a text, told where that is not all of it. */
export function tailOf(text: string, most: number): string {
  const tail = createTail(most);
  tail.push(Buffer.from(text));
  return tail.text();
}
