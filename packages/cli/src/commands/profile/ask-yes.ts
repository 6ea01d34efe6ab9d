import { createInterface } from 'node:readline/promises';

/** Asks yes-or-no questions on stderr. */
export interface Asker {
  /** No answer is no. `null`: the person left with Ctrl-C, or nobody is there any more. */
  ask(question: string): Promise<boolean | null>;
  stop(): void;
}

export function createAsker(): Asker {
  const asking = createInterface({ input: process.stdin, output: process.stderr });
  const left = new AbortController();
  asking.once('SIGINT', () => left.abort());
  asking.once('close', () => left.abort());
  return {
    ask: async (question) => {
      try {
        const answer = await asking.question(` ${question} [y/N] `, { signal: left.signal });
        return /^y(es)?$/i.test(answer.trim());
      } catch (error) {
        if (!left.signal.aborted) throw error;
        process.stderr.write('\n');
        return null;
      }
    },
    stop: () => asking.close(),
  };
}
