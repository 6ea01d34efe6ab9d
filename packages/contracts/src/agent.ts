import type { Env } from './process.ts';

/** The vendors' command line agents that ccx drives. */
export type AgentKind = 'claude' | 'codex' | 'gemini';

/** What all packages must know of one agent: names and places, never formats (those live in the dialects). */
export interface AgentFacts {
  readonly kind: AgentKind;
  /** As people write it. */
  readonly title: string;
  /** The names under which its CLI may be on the PATH, in order of preference. */
  readonly binaries: readonly string[];
  /** The npm package that brings the CLI. */
  readonly npmPackage: string;
  /** The version whose formats were recorded, and on which every change to ccx is proved. */
  readonly testedVersion: string;
  /** The oldest and the newest version on which the tests on the real CLIs were seen to pass; others may write other formats. */
  readonly knownGood: { readonly oldest: string; readonly newest: string };
  /**
   * Arguments that people give to its CLI and that have a say in what it may do: `lift`, behind which no guard is left, as
   * an option with its value, and the options that may `change` something about it.
   */
  readonly guards: { readonly lift: readonly (readonly string[])[]; readonly change: readonly string[] };
  /** Whether a session that its process has left can be gone on with, all of its history being there. */
  readonly resumes: boolean;
  /** What a person types to log in. */
  readonly loginCommand: string;
  /** The variable that moves the config dir; unset means `defaultConfigDir`. */
  readonly configVariable: string;
  /** The vendor's default config dir, relative to the home directory. */
  readonly defaultConfigDir: string;
  /** Where the variable's value is a parent, the config dir's path below it; empty where the value is the config dir itself. */
  readonly configDirBelowVariable: string;
  /** Where sessions are written, relative to the config dir. */
  readonly transcripts: string;
  /** The credential file, relative to the config dir. ccx tests whether it exists and never opens it. */
  readonly credentialFile: string;
  /** Variables that carry an API key or otherwise select metered billing: they outrank a subscription login. */
  readonly apiKeyVariables: readonly string[];
  /** Every other variable that decides how the CLI logs in or where it sends requests. */
  readonly authVariables: readonly string[];
  /** Variables that a running session leaves in its children's environment and that break or confuse a nested run. */
  readonly nestingVariables: readonly string[];
}

/**
 * One row per agent. Sources: Claude Code 2.1.329, Codex 0.169.0, Gemini CLI 0.61.0 as observed on 2026-11-21.
 * A fourth agent begins with a row here.
 */
export const AGENTS: Readonly<Record<AgentKind, AgentFacts>> = {
  claude: {
    kind: 'claude',
    title: 'Claude Code',
    binaries: ['claude'],
    npmPackage: '@anthropic-ai/claude-code',
    testedVersion: '2.1.329',
    knownGood: { oldest: '2.1.315', newest: '2.1.330' },
    guards: {
      lift: [['--dangerously-skip-permissions'], ['--permission-mode', 'bypassPermissions']],
      change: ['--permission-mode', '--allowedTools', '--allowed-tools', '--settings', '--add-dir'],
    },
    resumes: true,
    loginCommand: 'claude auth login',
    configVariable: 'CLAUDE_CONFIG_DIR',
    defaultConfigDir: '.claude',
    configDirBelowVariable: '',
    transcripts: 'projects',
    credentialFile: '.credentials.json',
    apiKeyVariables: ['ANTHROPIC_API_KEY', 'ANTHROPIC_AUTH_TOKEN'],
    authVariables: [
      'CLAUDE_CODE_OAUTH_TOKEN',
      'ANTHROPIC_BASE_URL',
      'ANTHROPIC_CUSTOM_HEADERS',
      'CLAUDE_CODE_USE_BEDROCK',
      'CLAUDE_CODE_USE_VERTEX',
      'CLAUDE_CODE_USE_FOUNDRY',
      'ANTHROPIC_BEDROCK_BASE_URL',
      'ANTHROPIC_VERTEX_BASE_URL',
      'ANTHROPIC_VERTEX_PROJECT_ID',
      'ANTHROPIC_FOUNDRY_API_KEY',
      'AWS_BEARER_TOKEN_BEDROCK',
    ],
    nestingVariables: [
      'CLAUDECODE',
      'CLAUDE_CODE_ENTRYPOINT',
      'CLAUDE_CODE_SSE_PORT',
      'CLAUDE_CODE_SESSION_ID',
      'CLAUDE_CODE_CHILD_SESSION',
      'CLAUDE_CODE_EXECPATH',
      'CLAUDE_PID',
      'CLAUDE_EFFORT',
    ],
  },
  codex: {
    kind: 'codex',
    title: 'Codex',
    binaries: ['codex'],
    npmPackage: '@openai/codex',
    testedVersion: '0.169.0',
    knownGood: { oldest: '0.159.2', newest: '0.169.0' },
    guards: {
      // Its help does not have `--yolo`, which it takes.
      lift: [['--dangerously-bypass-approvals-and-sandbox'], ['--yolo']],
      change: ['--sandbox', '-s', '--config', '-c', '--profile', '-p', '--approve-for-me', '--add-dir'],
    },
    resumes: true,
    loginCommand: 'codex login',
    configVariable: 'CODEX_HOME',
    defaultConfigDir: '.codex',
    configDirBelowVariable: '',
    transcripts: 'sessions',
    credentialFile: 'auth.json',
    apiKeyVariables: ['CODEX_API_KEY', 'OPENAI_API_KEY'],
    authVariables: [
      'CODEX_ACCESS_TOKEN',
      'OPENAI_BASE_URL',
      'CODEX_REFRESH_TOKEN_URL_OVERRIDE',
      'CODEX_CA_CERTIFICATE',
    ],
    nestingVariables: ['CODEX_SANDBOX', 'CODEX_SANDBOX_NETWORK_DISABLED', 'CODEX_THREAD_ID'],
  },
  gemini: {
    kind: 'gemini',
    title: 'Gemini CLI',
    binaries: ['gemini'],
    npmPackage: '@google/gemini-cli',
    testedVersion: '0.61.0',
    knownGood: { oldest: '0.55.1', newest: '0.61.0' },
    guards: {
      // It ends at once where ccx names a mode too.
      lift: [['--yolo'], ['-y'], ['--approval-mode', 'yolo']],
      change: ['--approval-mode', '--sandbox', '-s', '--allowed-tools', '--policy', '--admin-policy'],
    },
    resumes: false,
    loginCommand: 'gemini',
    configVariable: 'GEMINI_CLI_HOME',
    defaultConfigDir: '.gemini',
    configDirBelowVariable: '.gemini',
    transcripts: 'tmp',
    credentialFile: 'oauth_creds.json',
    apiKeyVariables: ['GEMINI_API_KEY', 'GOOGLE_API_KEY'],
    authVariables: [
      'GOOGLE_GENAI_USE_VERTEXAI',
      'GOOGLE_GENAI_USE_GCA',
      'GOOGLE_CLOUD_ACCESS_TOKEN',
      'GOOGLE_APPLICATION_CREDENTIALS',
      'GOOGLE_CLOUD_PROJECT',
      'GOOGLE_GEMINI_BASE_URL',
      'GOOGLE_VERTEX_BASE_URL',
      'CODE_ASSIST_ENDPOINT',
    ],
    nestingVariables: ['GEMINI_CLI', 'GEMINI_CLI_NO_RELAUNCH'],
  },
};

/** All agents, in the order in which ccx prefers them where nobody chose. */
export const AGENT_KINDS: readonly AgentKind[] = ['claude', 'codex', 'gemini'];

/** Whether a text names an agent. */
export function isAgentKind(value: unknown): value is AgentKind {
  return typeof value === 'string' && Object.hasOwn(AGENTS, value);
}

/** Whether an environment carries a variable that selects metered billing for this agent. */
export function hasApiKey(agent: AgentKind, env: Env): boolean {
  return AGENTS[agent].apiKeyVariables.some((name) => (env[name] ?? '') !== '');
}

/** Whether a version lies in the range on which ccx was proved; `null` where it is no version. */
export function isKnownGood(agent: AgentKind, version: string): boolean | null {
  const { oldest, newest } = AGENTS[agent].knownGood;
  const [after, before] = [compareVersions(version, oldest), compareVersions(version, newest)];
  return after === null || before === null ? null : after >= 0 && before <= 0;
}

/** Three numbers, as all the agents write them; `null` for anything else, such as a pre-release. */
function compareVersions(a: string, b: string): number | null {
  const [left, right] = [a, b].map((text) => (/^\d+\.\d+\.\d+$/.test(text) ? text.split('.').map(Number) : null));
  if (!left || !right) return null;
  const at = left.findIndex((part, index) => part !== (right[index] ?? 0));
  return at < 0 ? 0 : (left[at] ?? 0) - (right[at] ?? 0);
}
