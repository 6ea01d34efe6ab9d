import { join } from 'node:path';
import { hasPlan, type Conversation } from './conversation.ts';
import { AGENT_NAMES, COMMANDS, SKILLS } from './init-lists.ts';
import type { Line } from './line.ts';
import { costText, usageAnswer } from './usage-report.ts';

/** Answers one control request, without its `request_id`. The vendor knows some 150 subtypes; these are scripted. */
export async function controlAnswer(talk: Conversation, subtype: string): Promise<Line> {
  if (subtype === 'initialize') return { subtype: 'success', response: initialize(talk) };
  if (subtype === 'interrupt') return { subtype: 'success', response: { still_queued: [] } };
  if (subtype === 'get_session_cost') return { subtype: 'success', response: { text: costText(talk) } };
  if (subtype === 'get_usage') {
    const { quota } = talk.scenario;
    if (quota?.delay !== undefined) await talk.machine.sleep(quota.delay);
    return { subtype: 'success', response: usageAnswer(talk) };
  }
  return {
    subtype: 'error',
    error: `Unsupported control request subtype: ${subtype}`,
    error_code: 'unsupported_request',
  };
}

function initialize({ scenario, place, machine, options, version, session, login }: Conversation): Line {
  const { email = 'dev@example.com', organization = `${email}'s Organization`, plan = 'max' } = scenario.account ?? {};
  const account = hasPlan(login)
    ? {
        email,
        organization,
        subscriptionType: `Claude ${plan[0]?.toUpperCase() ?? ''}${plan.slice(1)}`,
        apiProvider: 'firstParty',
      }
    : { apiKeySource: 'ANTHROPIC_API_KEY', apiProvider: 'firstParty' };
  const levels = ['low', 'medium', 'high', 'xhigh', 'max'];
  const model = { resolvedModel: session.model, supportsEffort: true, supportedEffortLevels: levels };
  return {
    commands: [...SKILLS, ...COMMANDS].map((name) => ({ name, description: name, argumentHint: '', builtin: true })),
    agents: AGENT_NAMES.map((name) => ({ name, description: name })),
    output_style: 'default',
    available_output_styles: ['default'],
    user_output_styles_dir: join(place.configDir, 'output-styles'),
    models: [{ value: 'default', ...model, displayName: 'Default (recommended)', description: session.model }],
    account,
    pid: machine.pid,
    claude_code_version: version,
    current_permission_mode: options.permissionMode,
    fast_mode_state: 'off',
    fast_mode_disabled_reason: 'sdk_opt_in_required',
    session_state: 'idle',
    capabilities: ['get_usage_detached_v1'],
  };
}
