import type { Writable } from 'node:stream';

/** A prompt on its way into the agent. */
export interface SentPrompt {
  /** The agent took the whole prompt, or at least the system did for it. */
  readonly whole: boolean;
}

/**
 * Writes the prompt and closes stdin: Claude Code waits three seconds for more on an open pipe, Codex for ever. An agent
 * that ends before it has read everything breaks the pipe; that is told by `whole`, not by an error.
 */
export function sendPrompt(stdin: Writable | null, prompt: string | null): SentPrompt {
  if (stdin === null || prompt === null) return { whole: true };
  stdin.end(prompt, 'utf8');
  return {
    get whole() {
      return stdin.writableFinished;
    },
  };
}
