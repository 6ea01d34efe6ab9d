import type { AgentKind } from './agent.ts';
import type { AgentEvent, EventParser } from './event.ts';
import type { Failure } from './failure.ts';
import type { RunSummary } from './summary.ts';
import type { Clock, Instant } from './time.ts';

/** How a parser of one run is set up. */
export interface ParserOptions {
  /** A longer line becomes one `malformed` event and is not kept. Default 64 MiB. */
  readonly maxLineBytes?: number;
  /** Stamps lines that carry no time of their own. Default: the system's clock. */
  readonly clock?: Clock;
}

/** Folds events into a summary. */
export interface Summarizer {
  add(event: AgentEvent): void;
  /** What the events so far amount to. */
  summary(): RunSummary;
}

/** What {@link Dialect.classify} must know beside the text. */
export interface ClassifyContext {
  readonly now: Instant;
  /** IANA name of the zone in which the CLI writes local times, e.g. `Europe/Vienna`. */
  readonly timeZone: string;
  /** Where the text was found. */
  readonly from: 'stderr' | 'result';
}

/** All that a runner must know of one vendor's output. stream-json makes it, the cli hands it to the runner. */
export interface Dialect {
  readonly agent: AgentKind;
  /** A new parser, for the output of one process. */
  parser(options?: ParserOptions): EventParser;
  /** A new summarizer, for the events of one run. */
  summarizer(): Summarizer;
  /** The failure that a text of stderr or of a failed result names, or `null`. Never asked about a tool's output. */
  classify(text: string, about: ClassifyContext): Failure | null;
}
