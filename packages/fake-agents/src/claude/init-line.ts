import { join } from 'node:path';
import { hasPlan, type Conversation } from './conversation.ts';
import { newUuid } from './ids.ts';
import { AGENT_NAMES, CAPABILITIES, COMMANDS, PLAN_TOOLS, SKILLS, TOOLS } from './init-lists.ts';
import type { Line } from './line.ts';

/** The line before every turn. */
export function initLine(talk: Conversation): Line {
  const { session, place, options, login, machine } = talk;
  const plan = hasPlan(login);
  const quiet = (machine.env['CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC'] ?? '') !== '' || !plan;
  return {
    type: 'system',
    subtype: 'init',
    cwd: place.cwd,
    session_id: session.id,
    tools: plan ? [...TOOLS, ...PLAN_TOOLS].sort() : TOOLS,
    mcp_servers: [],
    model: session.model,
    permissionMode: options.permissionMode,
    slash_commands: [...SKILLS, ...COMMANDS],
    terminal_slash_commands: ['doctor', 'color', 'focus', 'reload-plugins'],
    apiKeySource: login === 'api-key' ? 'ANTHROPIC_API_KEY' : 'none',
    claude_code_version: talk.version,
    output_style: 'default',
    agents: AGENT_NAMES,
    skills: SKILLS,
    plugins: [{ name: 'cc-plugin-agents-md', path: 'builtin', source: 'cc-plugin-agents-md@builtin' }],
    capabilities: CAPABILITIES,
    analytics_disabled: quiet,
    product_feedback_disabled: quiet,
    served_by_anthropic: (machine.env['ANTHROPIC_BASE_URL'] ?? '') === '',
    uuid: newUuid(),
    memory_paths: { auto: `${join(place.projectDir, 'memory')}/` },
    original_cwd: place.cwd,
    additional_directories: [],
    messaging_socket_path: `/tmp/cc-socks/${machine.pid}.sock`,
    fast_mode_state: 'off',
    fast_mode_disabled_reason: 'sdk_opt_in_required',
    per_turn_effort_active: true,
    ultrathink_available: false,
    ultrathink_typed_raises: false,
    view_mode: 'default',
  };
}
