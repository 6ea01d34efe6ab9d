import type { RunResult } from '@ccx/contracts';
import type { Terminal } from '../render/terminal.ts';
import { answerOf, closingLines, isRemarkable } from './closing.ts';
import type { RunView } from './run-view.ts';

/** A run into a pipe or a file: the answer on stdout; on stderr only what is not plain success. */
export function createPlainView({ terminal }: { readonly terminal: Terminal }): RunView {
  return {
    readsEvents: false,
    event: () => {},
    abandoned: terminal.stdout.closed,
    say: (text) => void terminal.stderr.write(` ${text}\n`),
    ended: (result: RunResult) => {
      const text = answerOf(result);
      if (text !== '') terminal.stdout.write(text.endsWith('\n') ? text : `${text}\n`);
      if (!isRemarkable(result)) return;
      terminal.stderr.write(`${closingLines(result, terminal, new Date().toISOString()).join('\n')}\n`);
    },
  };
}
