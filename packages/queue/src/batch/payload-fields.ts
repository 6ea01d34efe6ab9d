import type { EntryKey, WorkEntry } from './work-entry.ts';

/** Under which name a payload holds what an entry says; what needs more than another name is not here. */
const OF_PROMPTS: Partial<Readonly<Record<EntryKey, string>>> = {
  prompt: 'prompt',
  title: 'title',
  model: 'model',
  effort: 'effort',
  permission: 'permission',
  allow: 'allowedTools',
  maxTurns: 'maxTurns',
  budget: 'maxBudgetUsd',
  timeout: 'timeoutMs',
  idleTimeout: 'idleTimeoutMs',
  allowDenied: 'allowDenied',
  ifWindowClosed: 'ifWindowClosed',
  carrySession: 'carrySession',
  rerunAfterReads: 'rerunAfterReads',
  env: 'env',
  agentArgs: 'extraArgs',
};
const OF_COMMANDS: Partial<Readonly<Record<EntryKey, string>>> = {
  command: 'command',
  timeout: 'timeoutMs',
  env: 'env',
};

/** How often a check that fails is given back to the agent, where nobody says. */
export const DEFAULT_VERIFY_ROUNDS = 3;

/** What an entry says of a payload, by the payload's own names; what it does not say is absent. */
export function payloadFields(entry: WorkEntry, type: string): Readonly<Record<string, unknown>> {
  const names = Object.entries(type === 'command' ? OF_COMMANDS : OF_PROMPTS);
  const values = new Map(Object.entries(entry));
  const said = names.flatMap(([key, name]) => (values.has(key) ? [[name, values.get(key)] as const] : []));
  const { verify, verifyRounds = DEFAULT_VERIFY_ROUNDS } = entry;
  return {
    ...Object.fromEntries(said),
    ...(verify !== undefined && { verify: { command: verify, rounds: verifyRounds } }),
  };
}
