import type { AgentEvent, RunResult } from '@ccx/contracts';
import type { Terminal } from '../render/terminal.ts';
import { closingLines, isRemarkable } from './closing.ts';
import type { RunView } from './run-view.ts';

interface JsonViewOptions {
  readonly terminal: Terminal;
}

/** `--json`: the one result object. */
export function createJsonView(options: JsonViewOptions): RunView {
  return {
    ...talk(options),
    readsEvents: false,
    event: () => {},
    ended: (result) => {
      options.terminal.stdout.write(`${JSON.stringify(result)}\n`);
      sayTrouble(result, options);
    },
  };
}

/** `--jsonl`: every event as it comes, then one line of type `run-result`. */
export function createJsonlView(options: JsonViewOptions): RunView {
  return {
    ...talk(options),
    readsEvents: true,
    event: (event) => writeLine(JSON.stringify(event), options.terminal),
    ended: (result) => {
      options.terminal.stdout.write(`${JSON.stringify({ type: 'run-result', schemaVersion: 1, result })}\n`);
      sayTrouble(result, options);
    },
  };
}

/** `--raw`: the agent's own lines on stdout, byte for byte; several events of one line print it once. */
export function createRawView(options: JsonViewOptions): RunView {
  let printed = -1;
  return {
    ...talk(options),
    readsEvents: true,
    event: async (event: AgentEvent) => {
      const { origin } = event;
      if (origin?.stream !== 'stdout' || origin.line === printed) return;
      printed = origin.line;
      await writeLine(event.raw, options.terminal);
    },
    ended: (result) => sayTrouble(result, options),
  };
}

function talk({ terminal }: JsonViewOptions): Pick<RunView, 'say' | 'abandoned'> {
  return { say: (text) => void terminal.stderr.write(` ${text}\n`), abandoned: terminal.stdout.closed };
}

/** A person who watches a script still reads what went wrong. */
function sayTrouble(result: RunResult, { terminal }: JsonViewOptions): void {
  if (!isRemarkable(result)) return;
  terminal.stderr.write(`${closingLines(result, terminal, new Date().toISOString()).join('\n')}\n`);
}

async function writeLine(text: string, terminal: Terminal): Promise<void> {
  if (!terminal.stdout.write(`${text}\n`)) await terminal.stdout.drained();
}
