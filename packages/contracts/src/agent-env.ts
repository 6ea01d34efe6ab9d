import type { Account, Billing } from './account.ts';
import { AGENT_KINDS, AGENTS, type AgentFacts } from './agent.ts';
import type { Env } from './process.ts';

/** An environment for an agent's process, and what a person should be told about it. */
export interface AgentEnv {
  /** Complete: nothing of the base is to be added. No entry is `undefined`. */
  readonly env: Env;
  /** Names of the key variables that were set and are gone, in the order of {@link AGENTS}. Never their values. */
  readonly removed: readonly string[];
}

/**
 * Variables that bind git to one repository, whatever the working folder: what `git rev-parse --local-env-vars` lists
 * (git 2.39), and the namespace and quarantine of a push. ccx may be called from a git hook, which sets them, and an agent in another
 * worktree would then commit to the wrong place. Kept are `GIT_CONFIG_*` (settings a person handed down, as
 * `safe.directory` in a container) and `GIT_CEILING_DIRECTORIES`, which only bounds the search for a repository.
 */
const GIT_VARIABLES: readonly string[] = [
  'GIT_DIR',
  'GIT_WORK_TREE',
  'GIT_IMPLICIT_WORK_TREE',
  'GIT_COMMON_DIR',
  'GIT_INDEX_FILE',
  'GIT_OBJECT_DIRECTORY',
  'GIT_ALTERNATE_OBJECT_DIRECTORIES',
  'GIT_QUARANTINE_PATH',
  'GIT_SHALLOW_FILE',
  'GIT_GRAFT_FILE',
  'GIT_NO_REPLACE_OBJECTS',
  'GIT_REPLACE_REF_BASE',
  'GIT_PREFIX',
  'GIT_NAMESPACE',
];

/**
 * The one way in which the environment of an agent's process is made.
 *
 * - The config variable of the account's agent is its config dir; for `configDir: null` it is removed. (Gemini's
 *   variable names the folder *above* its config dir.)
 * - What a running session leaves to its children is removed, that of all agents: a run of Codex may have been started
 *   from inside Claude Code.
 * - Variables that bind git to a repository are removed, and the shell's own choice of a profile: what the agent starts
 *   stands on the account that it stands on itself.
 * - An API key outranks a subscription login, so a run meant for the plan would be charged by the token. The agent's
 *   key variables are removed for `subscription` and kept for `api`. `undefined` keeps them: only the caller can know
 *   whether the config dir has a subscription login, and passes `subscription` when it has.
 * - All else stays: other vendors' keys, proxies, certificates, the person's own settings.
 *
 * Names are compared exactly. On Windows, where `Path` and `PATH` are one variable, the base should be made from
 * `process.env`, which spells the names as they were set; a lower-case `anthropic_api_key` would pass there.
 *
 * @example
 * agentEnv(account, 'subscription', { PATH: '/bin', ANTHROPIC_API_KEY: 'sk-…' });
 * // { env: { PATH: '/bin', CLAUDE_CONFIG_DIR: '/home/ada/.claude-work' }, removed: ['ANTHROPIC_API_KEY'] }
 */
export function agentEnv(account: Account, billing: Billing | undefined, base: Env): AgentEnv {
  const facts = AGENTS[account.agent];
  const keys = billing === 'subscription' ? facts.apiKeyVariables : [];
  const gone = new Set([
    facts.configVariable,
    ...AGENT_KINDS.flatMap((kind) => AGENTS[kind].nestingVariables),
    ...GIT_VARIABLES,
    'CCX_ACTIVE_PROFILE',
    ...keys,
  ]);
  const kept = Object.entries(base).filter(([name, value]) => value !== undefined && !gone.has(name));
  if (account.configDir !== null) kept.push([facts.configVariable, configValue(facts, account.configDir)]);
  return { env: Object.fromEntries(kept), removed: keys.filter((name) => (base[name] ?? '') !== '') };
}

/** The value of the config variable that makes the CLI use `configDir`. */
function configValue(facts: AgentFacts, configDir: string): string {
  const tail = facts.configDirBelowVariable;
  if (tail === '') return configDir;
  const above = configDir.slice(0, -tail.length - 1);
  const endsWithTail = configDir === `${above}/${tail}` || configDir === `${above}\\${tail}`;
  if (!endsWithTail) return configDir;
  return above === '' ? '/' : above;
}
