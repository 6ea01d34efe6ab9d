import type { AgentKind, Instant, ModelDiscovery } from '@ccx/contracts';

/** The day on which these lists were read from the CLIs. */
const OBSERVED: Instant = '2026-11-21T00:00:00.000Z';

type Table = Omit<ModelDiscovery, 'agent' | 'source' | 'capturedAt'>;

const TABLES: Readonly<Record<AgentKind, Table>> = {
  claude: {
    models: ['claude-opus-5-5', 'claude-fable-5-2', 'claude-sonnet-5-5', 'claude-haiku-5-5'],
    aliases: {
      default: 'claude-opus-5-5',
      opus: 'claude-opus-5-5',
      fable: 'claude-fable-5-2',
      sonnet: 'claude-sonnet-5-5',
      haiku: 'claude-haiku-5-5',
    },
    reasoningLevels: ['low', 'medium', 'high', 'xhigh', 'max'],
    cliVersion: '2.1.329',
  },
  codex: {
    models: ['gpt-6.1-sol', 'gpt-6-astra', 'gpt-6-sol', 'gpt-6-luna', 'gpt-6.1-terra', 'gpt-5.5'],
    aliases: {
      gpt: 'gpt-6.1-sol',
      sol: 'gpt-6.1-sol',
      astra: 'gpt-6-astra',
      luna: 'gpt-6-luna',
      terra: 'gpt-6.1-terra',
    },
    reasoningLevels: ['low', 'medium', 'high', 'xhigh', 'max', 'ultra'],
    cliVersion: '0.169.0',
  },
  gemini: {
    models: ['auto', 'gemini-2.5-pro', 'gemini-3-flash-preview'],
    aliases: { pro: 'gemini-2.5-pro', flash: 'gemini-3-flash-preview' },
    reasoningLevels: [],
    cliVersion: '0.61.0',
  },
};

/** A list that ccx brings along, with the day on which it was true: only for who never could ask the CLI. */
export function defaultModels(agent: AgentKind): ModelDiscovery {
  return { agent, ...TABLES[agent], source: 'default', capturedAt: OBSERVED };
}
