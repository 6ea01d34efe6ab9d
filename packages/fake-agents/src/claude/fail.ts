import { durationMs } from '../scenario/duration.ts';
import type { FailStep, RetryStep } from '../scenario/step.ts';
import type { Duration } from '../scenario/scenario.ts';
import type { Conversation } from './conversation.ts';
import { newUuid } from './ids.ts';
import { SERVICE_ERRORS, type ErrorRow } from './service-errors.ts';
import { sayError } from './synthetic.ts';
import type { TurnEnd } from './result-line.ts';

/** The service fails for good: the retries that the vendor makes, then its words. */
export async function playFail(talk: Conversation, step: FailStep): Promise<TurnEnd> {
  const row = SERVICE_ERRORS[step.fail];
  const { retries = 2, retryDelay = 500 } = step;
  if (row.retried !== undefined) {
    const times = Math.min(retries, row.mostRetries ?? retries);
    await retryEvents(talk, row, { times, of: retries, delay: retryDelay });
  }
  const text = step.text ?? row.text({ model: talk.session.model, gateway: gateway(talk) });
  await sayError(talk, text, row);
  return {
    subtype: 'success',
    isError: true,
    terminal: row.terminal ?? 'api_error',
    text,
    status: row.status,
    type: row.type,
    apiError: row.apiError,
  };
}

/** Failed requests that a later one makes good. */
export async function playRetry(talk: Conversation, step: RetryStep): Promise<void> {
  const { times = 1, of = Math.max(times, 4), delay = 500 } = step;
  await retryEvents(talk, SERVICE_ERRORS[step.retry], { times, of, delay });
}

async function retryEvents(
  talk: Conversation,
  row: ErrorRow,
  { times, of, delay }: { readonly times: number; readonly of: number; readonly delay: Duration },
): Promise<void> {
  const { session, machine, sink } = talk;
  for (let attempt = 1; attempt <= times; attempt += 1) {
    const waitMs = durationMs(delay) * 2 ** (attempt - 1);
    await sink.line({
      type: 'system',
      subtype: 'api_retry',
      attempt,
      max_retries: of,
      retry_delay_ms: Math.round(waitMs),
      error_status: row.retriedStatus ?? row.status,
      error: row.retried ?? 'unknown',
      session_id: session.id,
      uuid: newUuid(),
    });
    await machine.sleep(waitMs, talk.signal);
  }
}

function gateway(talk: Conversation): string | null {
  const url = talk.machine.env['ANTHROPIC_BASE_URL'] ?? '';
  return URL.canParse(url) ? new URL(url).host : null;
}
