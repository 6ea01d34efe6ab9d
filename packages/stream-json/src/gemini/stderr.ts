import type { AgentEventBody } from '@ccx/contracts';
import type { SourceLine } from '../vendor-reader.ts';
import { limitOfText } from './limit.ts';
import type { ReaderState } from './reader-state.ts';
import { withoutColours } from './stderr-text.ts';

/** The events of a line of stderr: a retry, a limit that the CLI sleeps for or gave up on, or talk. */
export function stderrEvents(line: SourceLine, state: ReaderState): readonly AgentEventBody[] {
  const text = withoutColours(line.text);
  const retry = state.retries.read(text, { model: state.model, now: () => line.readAt() });
  if (retry !== null) {
    if (retry.limit === null) return [retry.event];
    state.limit = retry.limit;
    return [retry.event, { type: 'limit', limit: retry.limit }];
  }
  return limitField(text, line, state) ?? [{ type: 'notice', text }];
}

/** The stack trace of a used up quota ends with fields; `retryDelayMs` is when the quota comes back. */
function limitField(text: string, line: SourceLine, state: ReaderState): readonly AgentEventBody[] | null {
  if (text.startsWith('Error when talking to Gemini API')) state.inQuotaError = /\bTerminalQuotaError: /.test(text);
  if (!state.inQuotaError || !/^ {2}retryDelayMs: \d/.test(text)) return null;
  state.inQuotaError = false;
  state.limit = limitOfText(text, { now: line.readAt(), timeZone: 'UTC', model: state.model });
  return [{ type: 'limit', limit: state.limit }];
}
