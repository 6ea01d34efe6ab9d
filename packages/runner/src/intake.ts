import type { Readable } from 'node:stream';

/** One of an agent's output streams, from its start on. */
export interface Intake {
  /** Whoever wants the bytes takes them from here on; those that came before come first. */
  open(onChunk: (chunk: Buffer) => void): void;
  pause(): void;
  resume(): void;
  /** Nothing more can come. */
  readonly ended: Promise<void>;
  destroy(): void;
}

/**
 * Takes a stream over in the tick in which its process was started. It stands still until it is opened; but when a
 * process exits, Node sets its streams flowing, paused or not (`flushStdio` in Node 24.21), and throws away what nobody
 * listens to. Then the rest of the pipe comes, and is kept.
 */
export function createIntake(stream: Readable): Intake {
  const early: Buffer[] = [];
  let take = (chunk: Buffer): void => {
    early.push(chunk);
  };
  stream.on('data', (chunk: Buffer) => take(chunk));
  stream.pause();
  // What a broken stream lost shows elsewhere: in a missing result.
  stream.on('error', () => {});
  const ended = new Promise<void>((resolve) => {
    stream.once('end', resolve);
    stream.once('close', resolve);
  });
  return {
    open(onChunk) {
      take = onChunk;
      // First, because the taker may pause it again at once.
      stream.resume();
      for (const chunk of early.splice(0)) onChunk(chunk);
    },
    pause: () => void stream.pause(),
    resume: () => void stream.resume(),
    ended,
    destroy: () => void stream.destroy(),
  };
}
