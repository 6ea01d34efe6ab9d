import { itemId } from './ids.ts';
import { CONTEXT_WINDOW, type ThreadParts } from './thread.ts';

/** What stands in the rollout before a turn's first words: the thread's own head only in a new file. */
export function recordOpening(parts: ThreadParts): void {
  const { id, turnId, turns, cwd, model, machine, sandbox, version, origin, rollout } = parts;
  if (turns === 0) {
    rollout.entry('session_meta', {
      account_scoped: true,
      session_id: id,
      id,
      timestamp: new Date(machine.nowMs()).toISOString(),
      cwd,
      runtime_workspace_roots: [cwd],
      originator: origin.originator,
      cli_version: version,
      source: origin.source,
      thread_source: 'user',
      model_provider: 'openai',
      history_mode: 'paginated',
      git: {},
    });
  }
  rollout.event('task_started', {
    turn_id: turnId,
    root_turn_id: turnId,
    started_at: Math.floor(machine.nowMs() / 1000),
    model_context_window: CONTEXT_WINDOW,
    collaboration_mode_kind: 'default',
  });
  rollout.entry('turn_context', {
    turn_id: turnId,
    root_turn_id: turnId,
    disabled_plugin_ids: [],
    cwd,
    approval_policy: 'never',
    approvals_reviewer: 'user',
    active_permission_profile: { id: `:${sandbox}` },
    model,
    collaboration_mode: { mode: 'default', settings: { model, reasoning_effort: null, developer_instructions: null } },
    realtime_active: false,
    summary: 'none',
    sandbox_policy: { type: sandbox },
  });
}

export function recordPrompt({ id, turnId, prompt, machine, rollout }: ThreadParts): void {
  const now = Math.round(machine.nowMs());
  const message = itemId('msg');
  rollout.entry('response_item', {
    type: 'message',
    id: message,
    role: 'user',
    content: [{ type: 'input_text', text: prompt }],
  });
  rollout.event('item_completed', {
    thread_id: id,
    turn_id: turnId,
    item: { type: 'UserMessage', id: message, content: [{ type: 'text', text: prompt, text_elements: [] }] },
    started_at_ms: now,
    completed_at_ms: now,
  });
}
