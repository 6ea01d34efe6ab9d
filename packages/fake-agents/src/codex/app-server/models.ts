import type { Line } from '../../claude/line.ts';

const EFFORTS = {
  low: 'Fast responses with lighter reasoning',
  medium: 'Balances speed and reasoning depth for everyday tasks',
  high: 'Greater reasoning depth for complex problems',
  xhigh: 'Extra high reasoning depth for complex problems',
  max: 'Maximum reasoning depth for the hardest problems',
  ultra: 'Maximum reasoning with automatic task delegation',
};

/** Id, name, description, how many of the efforts, the default one. From the catalogue built into Codex 0.169.0. */
const MODELS = [
  ['gpt-6.1-sol', 'GPT-6.1-Sol', 'Latest workhorse model for coding and everyday work.', 6, 'low'],
  ['gpt-6-astra', 'GPT-6-Astra', 'Frontier intelligence for the most demanding work.', 6, 'low'],
  ['gpt-6-luna', 'GPT-6-Luna', 'Fast and affordable model for easier tasks.', 5, 'medium'],
  ['gpt-5.5', 'GPT-5.5', 'Legacy coding model.', 4, 'medium'],
] as const;

/** Answers `model/list`: some of the built-in catalogue, the first of them the default. */
export function listModels(): Line {
  const data = MODELS.map(([id, displayName, description, efforts, defaultReasoningEffort], index) => ({
    id,
    model: id,
    upgrade: null,
    upgradeInfo: null,
    availabilityNux: null,
    displayName,
    description,
    modelSpecialty: null,
    hidden: false,
    supportedReasoningEfforts: Object.entries(EFFORTS)
      .slice(0, efforts)
      .map(([reasoningEffort, words]) => ({ reasoningEffort, description: words })),
    defaultReasoningEffort,
    inputModalities: ['text', 'image'],
    supportsPersonality: false,
    multiAgentVersion: 'v2',
    additionalSpeedTiers: ['fast'],
    serviceTiers: [{ id: 'priority', name: 'Fast', description: '1.5x speed' }],
    defaultServiceTier: null,
    availableAccessPrograms: null,
    isDefault: index === 0,
  }));
  return { data, nextCursor: null };
}
