import { isLine, objectAt, textAt } from '../json.ts';
import type { Line } from '../line.ts';
import type { Sink } from '../sink.ts';
import { row, type Row } from './rows.ts';

/** Turns the lines of a conversation into what the screen shows of it. */
export class ScreenSink implements Sink {
  #show: (rows: readonly Row[]) => void;

  constructor(show: (rows: readonly Row[]) => void) {
    this.#show = show;
  }

  async line(line: Line): Promise<void> {
    const rows = rowsOf(line);
    if (rows.length > 0) this.#show(rows);
  }

  async finish(): Promise<void> {
    // Everything was shown when it came.
  }
}

function rowsOf(line: Line): readonly Row[] {
  const content = objectAt(line, 'message')['content'];
  const blocks = Array.isArray(content) ? content.filter(isLine) : [];
  if (line['type'] === 'assistant') return blocks.flatMap((block) => said(block, line['error'] === 'rate_limit'));
  if (line['type'] === 'user') return blocks.flatMap(result);
  return [];
}

function said(block: Line, limited: boolean): readonly Row[] {
  const text = textAt(block, 'text');
  if (limited) {
    const until = /resets (\S+)/.exec(text ?? '')?.[1] ?? 'later';
    return [
      row(`⚠ Usage limit reached · limit resets ${until}`),
      row(`  Continuing automatically at ${until} · Esc to cancel`, 'dim'),
    ];
  }
  if (text !== null) return text.split('\n').map((part, index) => row(`${index === 0 ? '●' : ' '} ${part}`));
  if (block['type'] !== 'tool_use') return [];
  const input = objectAt(block, 'input');
  return [row(`● ${textAt(block, 'name') ?? ''}(${textAt(input, 'command') ?? textAt(input, 'file_path') ?? ''})`)];
}

function result(block: Line): readonly Row[] {
  const content = textAt(block, 'content') ?? textAt(block, 'text');
  if (content === null) return [];
  return content.split('\n').map((part, index) => row(`  ${index === 0 ? '⎿' : ' '}  ${part}`, 'dim'));
}
