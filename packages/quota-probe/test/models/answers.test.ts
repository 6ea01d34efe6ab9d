import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseClaudeModels } from '../../src/claude/models.ts';
import { parseCodexModels } from '../../src/codex/models.ts';
import { parseGeminiModels } from '../../src/gemini/models.ts';
import type { FoundModels } from '../../src/models/found-models.ts';
import { resolveModelAlias } from '../../src/models/resolve-model-alias.ts';
import { recorded } from './fixture.ts';

describe('Claude Code', () => {
  const found = parseClaudeModels(recorded('claude/models/initialize.json'));

  test('tells in its first answer its models, what each choice stands for, levels and version', () => {
    expect(found).toEqual({
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
      source: 'control',
    });
  });

  test('tells the same when it is asked for nothing else', () => {
    expect(parseClaudeModels(recorded('claude/models/list-models.json'))).toEqual({ ...found, cliVersion: null });
  });

  test('that tells no model behind a choice offers the choice', () => {
    expect(
      parseClaudeModels({ models: [{ value: 'opus' }, { value: 'sonnet', resolvedModel: 'claude-sonnet-5[1m]' }] }),
    ).toMatchObject({
      models: ['opus', 'claude-sonnet-5[1m]'],
      aliases: { sonnet: 'claude-sonnet-5[1m]' },
      reasoningLevels: [],
    });
  });
});

describe('Codex', () => {
  test('tells its models with the levels of all of them', () => {
    expect(parseCodexModels([recorded('codex/models/model-list-chatgpt.json')], '0.169.0')).toEqual({
      models: [
        'gpt-6.1-sol',
        'gpt-6-astra',
        'gpt-6-sol',
        'gpt-6-luna',
        'gpt-5.6-sol',
        'gpt-6.1-terra',
        'gpt-5.6-terra',
        'gpt-5.6-luna',
        'gpt-5.5',
      ],
      aliases: {
        gpt: 'gpt-6.1-sol',
        sol: 'gpt-6.1-sol',
        astra: 'gpt-6-astra',
        luna: 'gpt-6-luna',
        terra: 'gpt-6.1-terra',
      },
      reasoningLevels: ['low', 'medium', 'high', 'xhigh', 'max', 'ultra'],
      cliVersion: '0.169.0',
      source: 'rpc',
    });
  });

  test('has models that nobody shall choose, which are left out', () => {
    const shown = parseCodexModels([recorded('codex/models/model-list-chatgpt.json')]);
    const all = recorded('codex/models/model-list-hidden.json');
    expect(JSON.stringify(all)).toContain('codex-auto-review');
    expect(parseCodexModels([all])).toEqual(shown);
  });

  test('is read page after page', () => {
    const page = recorded('codex/models/model-list-page.json');
    const next = { data: [{ id: 'gpt-7', supportedReasoningEfforts: [] }], nextCursor: null };
    expect(parseCodexModels([page, next])?.models).toEqual(['gpt-6.1-sol', 'gpt-6-astra', 'gpt-6-sol', 'gpt-7']);
  });
});

describe('Gemini CLI', () => {
  test('tells its models, and under which name each is taken', () => {
    const found = parseGeminiModels(recorded('gemini/models/acp-session-new-api-key.json'), '0.61.0');
    expect(found).toEqual({
      models: [
        'auto',
        'gemini-3.1-pro-preview-customtools',
        'gemini-3-flash-preview',
        'gemini-2.5-pro',
        'gemini-3.8-flash',
        'gemini-3.5-flash-lite',
      ],
      aliases: {
        pro: 'gemini-3.1-pro-preview-customtools',
        flash: 'gemini-3.8-flash',
        'flash-lite': 'gemini-3.5-flash-lite',
        'gemini-3.1-pro-preview': 'gemini-3.1-pro-preview-customtools',
      },
      reasoningLevels: [],
      cliVersion: '0.61.0',
      source: 'acp',
    });
    expect(found === null ? null : resolveModelAlias('pro-2.5', found)).toBe('gemini-2.5-pro');
  });

  test.for(['acp-session-new.json', 'acp-session-new-google.json'])(
    'offers other models to another login: %s',
    (file) => {
      const found = parseGeminiModels(recorded(`gemini/models/${file}`));
      expect(found?.models).toHaveLength(6);
      expect(found?.models).toContain(found?.aliases['pro']);
      expect(found?.aliases['pro']).toMatch(/^gemini-3.*-pro-preview$/);
    },
  );
});

describe('any answer at all', () => {
  const answer = fc.oneof(
    fc.jsonValue(),
    fc.record({
      models: fc.oneof(
        fc.jsonValue(),
        fc.array(
          fc.record({ value: fc.jsonValue(), resolvedModel: fc.jsonValue(), supportedEffortLevels: fc.jsonValue() }),
        ),
      ),
    }),
    fc.record({
      data: fc.array(
        fc.record({
          id: fc.jsonValue(),
          hidden: fc.jsonValue(),
          isDefault: fc.boolean(),
          supportedReasoningEfforts: fc.jsonValue(),
        }),
      ),
    }),
    fc.record({
      models: fc.record({ availableModels: fc.array(fc.record({ modelId: fc.jsonValue(), name: fc.jsonValue() })) }),
    }),
  );

  test('gives a whole list or none, never throws, and invents no model', () => {
    fc.assert(
      fc.property(answer, (value) => {
        for (const found of [parseClaudeModels(value), parseCodexModels([value, value]), parseGeminiModels(value)]) {
          if (found !== null) expectWhole(found, value);
          expect(found?.models).not.toEqual([]);
        }
      }),
      { numRuns: 1_000 },
    );
  });

  function expectWhole({ models, aliases, reasoningLevels }: FoundModels, value: unknown): void {
    expect(models.length).toBeGreaterThan(0);
    for (const list of [models, reasoningLevels]) expect(new Set(list).size).toBe(list.length);
    const said = JSON.stringify(value);
    for (const word of [...models, ...reasoningLevels]) expect(said).toContain(JSON.stringify(word));
    for (const model of Object.values(aliases)) expect(models).toContain(model);
  }
});
