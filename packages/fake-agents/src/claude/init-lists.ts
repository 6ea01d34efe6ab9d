/** The lists of an init line, as Claude Code 2.1.329 printed them on 2026-11-21. */
export const TOOLS: readonly string[] = [
  'Task Bash CronCreate CronDelete CronList Edit EnterWorktree ExitWorktree ListAgents Monitor',
  'NotebookEdit Read ReportFindings ScheduleWakeup SendMessage Skill TaskStop ToolSearch WebFetch',
  'WebSearch Workflow Write',
].flatMap((names) => names.split(' '));

/** What a plan's login adds. */
export const PLAN_TOOLS: readonly string[] = ['DesignSync', 'RemoteTrigger'];

export const SKILLS: readonly string[] = [
  'deep-research dataviz update-config verify debug code-review simplify batch fewer-permission-prompts',
  'doctor loop claude-api workflow-authoring run run-skill-generator plugin-authoring',
].flatMap((names) => names.split(' '));

export const COMMANDS: readonly string[] = [
  'agents auto-mode-setup autocompact clear color compact config output-style context effort fast focus',
  'heapdump init mcp model __remote-workflow workflow-launch-exec reload-plugins reload-skills rename',
  'security-review usage insights recap goal list-agents team-onboarding',
].flatMap((names) => names.split(' '));

export const AGENT_NAMES: readonly string[] = ['claude', 'Explore', 'general-purpose', 'Plan', 'statusline-setup'];

export const CAPABILITIES: readonly string[] = [
  'interrupt_receipt_v1 interrupt_cancel_queued_v1 interrupt_send_now_v1 interrupt_requeue_taken_v1',
  'msg_lifecycle_v1 request_marker_lists_v1 ask_user_question_unanswered_v1 lifecycle_wakeup_source_v1',
  'sdk_mcp_tools_list_changed sdk_mcp_manifests mcp_read_resource_v1 mcp_tool_ui_meta_v1 ui_surface_v1',
  'mcp_call_result_not_for_model_v1 mcp_call_check_permissions_v1 voice_call_talk_line_v1',
  'withdrawn_files_note_v2 ui_pane_widget_v1 reload_plugins_refuse_if_busy_v1 get_usage_detached_v1',
  'silent_resend_files_v1',
].flatMap((names) => names.split(' '));
