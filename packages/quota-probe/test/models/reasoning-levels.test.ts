import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { mergeLevels, readReasoningLevels } from '../../src/models/reasoning-levels.ts';

const ALL = ['low', 'medium', 'high', 'xhigh', 'max'];
/** Claude Code 2.1.329, `--help`. */
const HELP = `
  --debug-file <path>                   Write debug logs (low, medium, verbose)
  --effort <level>                      Effort level for the current session
                                        (low, medium, high, xhigh, max)
  --environment <environment_id>        Create a new cloud session (local, remote) that runs on
                                        the given self-hosted environment
`;
/** Claude Code 2.1.329, stderr of \`--effort bogus-level\`. */
const REFUSAL = `Warning: Unknown --effort value 'bogus-level' — ignoring it and using the default effort. Valid values: low, medium, high, xhigh, max.
Error: Input must be provided either through stdin or as a prompt argument when using --print
`;

describe('the levels of reasoning effort', () => {
  test('are read from the paragraph of their option, wrapped or not', () => {
    expect(readReasoningLevels(HELP)).toEqual(ALL);
    expect(readReasoningLevels(HELP.replace('session\n   ', 'session').replaceAll('\n', '\r\n'))).toEqual(ALL);
    expect(readReasoningLevels('  --effort <level>  How much (choices: "low", "high")\n')).toEqual(['low', 'high']);
  });

  test('are read from what the CLI says to a level that it does not know', () => {
    expect(readReasoningLevels(REFUSAL)).toEqual(ALL);
  });

  test('are read from what a reader of the configuration or a server says to it', () => {
    const toml =
      'Error loading config.toml: unknown variant `bogus`, expected one of `none`, `minimal`, `low`\nin `model_reasoning_effort`';
    expect(readReasoningLevels(toml)).toEqual(['none', 'minimal', 'low']);
    const server = "Invalid value: 'bogus'. Supported values are: 'minimal', 'low', and 'high'. (reasoning.effort)";
    expect(readReasoningLevels(server)).toEqual(['minimal', 'low', 'high']);
  });

  test('are not those of another option, nor those of an error about something else', () => {
    expect(readReasoningLevels(HELP.replace('(low, medium, high, xhigh, max)', ''))).toEqual([]);
    expect(
      readReasoningLevels("error: option '--color <when>' is invalid. Allowed choices are always, never."),
    ).toEqual([]);
    expect(readReasoningLevels('')).toEqual([]);
  });

  test('of any text are words, each once', () => {
    const text = fc
      .array(fc.oneof(fc.constantFrom('--effort', '(', ')', ', ', 'low', 'Valid values: ', '\n', ' '), fc.string()))
      .map((parts) => parts.join(''));
    fc.assert(
      fc.property(text, (one) => {
        const levels = readReasoningLevels(one);
        expect(new Set(levels).size).toBe(levels.length);
        for (const level of levels) expect(one.toLowerCase()).toContain(level);
      }),
      { numRuns: 1_000 },
    );
  });

  test('are read in time also from a text that is made to be slow', () => {
    expect(readReasoningLevels(`effort valid values: ${'low, '.repeat(20_000)}`)).toEqual(['low']);
    expect(readReasoningLevels(`  --effort${'\n a b'.repeat(20_000)}`)).toEqual([]);
  });
});

describe('the levels of several models', () => {
  test('stand in one list where each model has them', () => {
    expect(mergeLevels([ALL, ['none', 'low'], ['high', 'ultra']])).toEqual([
      'none',
      'low',
      'medium',
      'high',
      'ultra',
      'xhigh',
      'max',
    ]);
    expect(
      mergeLevels([
        ['low', 'medium'],
        ['low', 'medium', 'high'],
      ]),
    ).toEqual(['low', 'medium', 'high']);
    expect(mergeLevels([])).toEqual([]);
  });
});
