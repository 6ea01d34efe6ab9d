import type { AgentEvent, AgentKind, EventParser, ParserOptions, RunSummary } from '@ccx/contracts';
import { dialectOf } from './dialects.ts';

/**
 * A parser for the output of one process of an agent.
 *
 * @throws CcxError `invalid_argument` for an agent without a dialect, or a `maxLineBytes` that is not a whole number above 0
 */
export function createEventParser(agent: AgentKind, options?: ParserOptions): EventParser {
  return dialectOf(agent).parser(options);
}

/**
 * The events of a process's stdout as they come. Reads no further than the events that were taken.
 *
 * @throws CcxError as {@link createEventParser}; errors of the source pass through
 * @example
 * for await (const event of readEvents('claude', child.stdout)) console.log(event.type);
 */
export async function* readEvents(
  agent: AgentKind,
  bytes: AsyncIterable<Uint8Array>,
  options?: ParserOptions,
): AsyncGenerator<AgentEvent, void, undefined> {
  const parser = createEventParser(agent, options);
  for await (const chunk of bytes) yield* parser.push(chunk);
  yield* parser.end();
}

/**
 * The events of a single line of stdout, with or without its line end. Lines that need their neighbours (a result after
 * its error message, the second block of a message) are better read by a parser.
 *
 * @throws CcxError as {@link createEventParser}
 */
export function parseLine(agent: AgentKind, line: string, options?: ParserOptions): readonly AgentEvent[] {
  const parser = createEventParser(agent, options);
  return [...parser.push(Buffer.from(line)), ...parser.end()];
}

/**
 * What the events of one process amount to.
 *
 * @throws CcxError `invalid_argument` for an agent without a dialect
 */
export function summarize(agent: AgentKind, events: Iterable<AgentEvent>): RunSummary {
  const summarizer = dialectOf(agent).summarizer();
  for (const event of events) summarizer.add(event);
  return summarizer.summary();
}
