import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { CastEvent } from '../../src/cassette/cast.ts';
import { readCassette } from '../../src/cassette/read-cassette.ts';
import { scrubCast } from '../../src/cassette/scrub.ts';
import type { PrivateWord } from '../../src/cassette/private-words.ts';
import { openScreen } from '../../src/pty/rendered-screen.ts';

export const CORPUS: string = join(import.meta.dirname, '../../corpus');

/** `agent/name` of every cassette that is shipped. */
export const CASSETTES: readonly string[] = readdirSync(CORPUS)
  .filter((agent) => !agent.includes('.'))
  .flatMap((agent) => readdirSync(join(CORPUS, agent)).map((name) => `${agent}/${name}`));

/** What a CLI drew of a cassette that is shipped. */
export async function corpusChunks(name: string): Promise<readonly string[]> {
  const { events } = await readCassette(join(CORPUS, name));
  return events.flatMap(({ kind, data }) => (kind === 'out' ? [data] : []));
}

function drawn(chunks: readonly string[]): readonly CastEvent[] {
  return chunks.map((data, index) => ({ atMs: index * 10, kind: 'out', data }));
}

/** What is left of chunks that went to a terminal of this width. */
export async function scrubbed(
  chunks: readonly string[],
  { columns = 120, words = [] }: { readonly columns?: number; readonly words?: readonly PrivateWord[] } = {},
): Promise<readonly string[]> {
  const { events } = await scrubCast(drawn(chunks), { size: { columns, rows: 40 }, words });
  return events.map(({ data }) => data);
}

/** What a person would see in the end. */
export async function screenOf(chunks: readonly string[], columns = 120): Promise<string> {
  const screen = await openScreen(() => {}, { columns, rows: 40 });
  for (const chunk of chunks) await screen.draw(chunk);
  const { text } = screen.frame();
  screen.close();
  return text;
}
