import type { CompactStep } from '../scenario/step.ts';
import { stamp, type Conversation } from './conversation.ts';
import { newUuid } from './ids.ts';
import { initLine } from './init-line.ts';

/** Says that the conversation was summarised; the session id stays. */
export async function sayCompaction(talk: Conversation, step: CompactStep['compact']): Promise<void> {
  const { session, sink, transcript, machine } = talk;
  const { trigger = 'auto', preTokens, postTokens, summary = 'Everything up to here.' } = step;
  const status = { type: 'system', subtype: 'status', session_id: session.id };
  await sink.line({ ...status, status: 'compacting', uuid: newUuid() });
  await sink.line({ ...status, status: null, compact_result: 'success', uuid: newUuid() });
  if (trigger === 'manual') await sink.line(initLine(talk));
  const uuid = newUuid();
  const metadata = {
    trigger,
    pre_tokens: preTokens,
    post_tokens: postTokens,
    cumulative_dropped_tokens: preTokens - postTokens,
    duration_ms: 0,
    preserved_segment: { head_uuid: newUuid(), anchor_uuid: newUuid(), tail_uuid: transcript.last },
  };
  await sink.line({
    type: 'system',
    subtype: 'compact_boundary',
    session_id: session.id,
    uuid,
    compact_metadata: metadata,
    logical_parent_uuid: transcript.last,
  });
  const content = `This session is being continued from a previous conversation that ran out of context.\n\nSummary:\n${summary}`;
  const timestamp = stamp(machine);
  const spoken = newUuid();
  const message = { role: 'user', content };
  await sink.line({
    type: 'user',
    message,
    parent_tool_use_id: null,
    session_id: session.id,
    uuid: spoken,
    timestamp,
    isReplay: false,
    isSynthetic: true,
  });
  const compactMetadata = { trigger, preTokens };
  transcript.entry({
    type: 'system',
    subtype: 'compact_boundary',
    content: 'Conversation compacted',
    uuid,
    timestamp,
    compactMetadata,
  });
  transcript.entry({ type: 'user', message, uuid: spoken, timestamp, isCompactSummary: true });
}
