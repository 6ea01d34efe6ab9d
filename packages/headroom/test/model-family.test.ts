import { expect, test } from 'vitest';
import { isOfFamily } from '../src/model-family.ts';

test.for([
  ['fable', 'fable'],
  ['claude-fable-5', 'fable'],
  ['Claude Fable 5', 'fable'],
  ['claude-opus-4-8-20260101', 'opus'],
  ['claude-sonnet-5[1m]', 'sonnet'],
  ['us.anthropic.claude-opus-4-8', 'Opus'],
  ['claude-sonnet-4-5', 'sonnet-4-5'],
  ['gpt-5.3-codex-spark', 'codex_spark'],
  ['gemini-3-pro-preview', 'pro'],
  ['gemini-2.5-flash-lite', 'flash-lite'],
] as const)('%s is of the family %s', ([model, family]) => {
  expect(isOfFamily(model, family)).toBe(true);
});

test.for([
  ['claude-opus-5', 'fable'],
  ['gemini-2.5-flash-lite', 'flash'],
  ['gpt-5.3-codex', 'gpt-5.3-codex-spark'],
  ['gpt-5-mini', 'gpt-5'],
  ['sonnet', 'sonnet-4-5'],
  ['claude-sonnet-5', 'sonnet-4-5'],
  ['opusplan', 'opus'],
  ['default', 'fable'],
  ['claude-fable-5', ''],
] as const)('%s is not provably of the family %s', ([model, family]) => {
  expect(isOfFamily(model, family)).toBe(false);
});
