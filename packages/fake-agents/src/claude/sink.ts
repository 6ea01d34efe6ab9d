import type { Machine } from '../machine/machine.ts';
import type { Line } from './line.ts';
import type { ClaudeOptions } from './options.ts';

/** Where the lines of a conversation go. */
export interface Sink {
  line(line: Line): Promise<void>;
  /** Prints what was kept back. */
  finish(): Promise<void>;
}

/** Print mode: at once for stream-json; for `text` and `json` only the last result counts, at the end. */
export class PrintSink implements Sink {
  #machine: Machine;
  #format: ClaudeOptions['outputFormat'];
  #verbose: boolean;
  #lines: Line[] = [];

  constructor(machine: Machine, options: Pick<ClaudeOptions, 'outputFormat' | 'verbose'>) {
    this.#machine = machine;
    this.#format = options.outputFormat;
    this.#verbose = options.verbose;
  }

  async line(line: Line): Promise<void> {
    if (this.#format === 'stream-json') await this.#machine.output.line(JSON.stringify(line));
    else if (this.#verbose || line['type'] === 'result') this.#lines.push(line);
  }

  async finish(): Promise<void> {
    const last = this.#lines.findLast((line) => line['type'] === 'result');
    if (this.#format === 'stream-json' || last === undefined) return;
    if (this.#format === 'text') {
      await this.#machine.output.line(resultText(last));
    } else {
      // Observed: without --verbose the object lacks the share since the last result.
      const { model_usage_since_last_result: _, ...plain } = last;
      await this.#machine.output.line(JSON.stringify(this.#verbose ? this.#lines : plain));
    }
  }
}

function resultText(line: Line): string {
  const { result, errors } = line;
  if (typeof result === 'string') return result;
  return Array.isArray(errors) ? `Error: ${errors.join('\n')}` : 'Execution error';
}
