import { afterAll, beforeAll, describe } from 'vitest';

/** A server of a test's own. */
export interface TestServer {
  readonly url: string;
  /** A prefix below which there is an empty queue, of nobody else who tests at this moment. */
  prefix(): Promise<string>;
  /** Ends it at once, as a power cut does; what it keeps stays. */
  kill(): Promise<void>;
  /** Starts it again after that, at the same address and on what it kept. */
  restart(): Promise<void>;
  /** Ends it, and forgets what it kept. */
  stop(): Promise<void>;
}

/** Tests that share one server, or one that says aloud why they are skipped: a silent skip looks like a success. */
export type WithServer<T extends TestServer> = (name: string, tests: (server: () => T) => void) => void;

export function withServer<T extends TestServer>(whyNone: () => string | null, start: () => Promise<T>): WithServer<T> {
  return (name, tests) => {
    const why = whyNone();
    if (why !== null) process.stderr.write(`SKIPPED "${name}": ${why}\n`);
    describe.skipIf(why !== null)(`${name}${why === null ? '' : `: ${why}`}`, () => {
      let server: T | null = null;
      beforeAll(async () => void (server = await start()), 60_000);
      afterAll(() => server?.stop());
      tests(() => {
        if (server === null) throw new Error('the server was not started');
        return server;
      });
    });
  };
}
