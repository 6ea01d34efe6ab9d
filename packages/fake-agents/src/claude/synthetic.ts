import { stamp, type Conversation } from './conversation.ts';
import { newUuid, requestId } from './ids.ts';
import type { Line } from './line.ts';

/** A message that the CLI writes in the model's place: an error, or the answer of a local command. */
export function syntheticMessage(text: string, stopReason: 'stop_sequence' | 'end_turn'): Line {
  return {
    diagnostics: null,
    id: newUuid(),
    container: null,
    model: '<synthetic>',
    role: 'assistant',
    stop_details: null,
    stop_reason: stopReason,
    stop_sequence: stopReason === 'stop_sequence' ? '' : null,
    type: 'message',
    usage: {
      output_tokens_details: null,
      input_tokens: 0,
      output_tokens: 0,
      cache_creation_input_tokens: 0,
      cache_read_input_tokens: 0,
      server_tool_use: { web_search_requests: 0, web_fetch_requests: 0 },
      service_tier: null,
      cache_creation: { ephemeral_1h_input_tokens: 0, ephemeral_5m_input_tokens: 0 },
      inference_geo: null,
      iterations: null,
      speed: null,
      fallback_credit: null,
    },
    content: [{ type: 'text', text }],
    context_management: null,
  };
}

/** What an error message carries besides its text. */
export interface ErrorFields {
  readonly error: string;
  readonly answered: boolean;
  readonly status: number | null;
  readonly apiError?: string | undefined;
  readonly params?: Line | undefined;
  readonly type?: string | undefined;
  /** Only in the transcript. */
  readonly quotaLimits?: Line;
}

/** Says an error in the model's place, on the stream and in the transcript. */
export async function sayError(talk: Conversation, text: string, fields: ErrorFields): Promise<void> {
  const { session, machine } = talk;
  const message = syntheticMessage(text, 'stop_sequence');
  const uuid = newUuid();
  const timestamp = stamp(machine);
  const request = fields.answered ? requestId() : null;
  session.said = text;
  session.stopReason = 'stop_sequence';
  await talk.sink.line({
    type: 'assistant',
    message,
    parent_tool_use_id: null,
    session_id: session.id,
    uuid,
    timestamp,
    error: fields.error,
    ...(request === null ? {} : { request_id: request }),
    is_api_error_message: true,
    ...(fields.status === null ? {} : { api_error_status: fields.status }),
    ...(fields.apiError === undefined ? {} : { api_error: fields.apiError }),
    ...(fields.params === undefined ? {} : { api_error_params: fields.params }),
    ...(fields.type === undefined ? {} : { api_error_type: fields.type }),
  });
  talk.transcript.entry(
    { type: 'assistant', uuid, timestamp, message, ...(request === null ? {} : { requestId: request }) },
    {
      ...(fields.apiError === undefined ? {} : { apiError: fields.apiError }),
      ...(fields.params === undefined ? {} : { apiErrorParams: fields.params }),
      ...(fields.quotaLimits === undefined ? {} : { quotaLimits: fields.quotaLimits }),
      error: fields.error,
      isApiErrorMessage: true,
      ...(fields.status === null ? {} : { apiErrorStatus: fields.status }),
      ...(fields.type === undefined ? {} : { apiErrorType: fields.type }),
    },
  );
}
