import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseClaudeModelScreen } from '../../src/claude/model-screen.ts';
import { discoverModels } from '../../src/models/discover-models.ts';
import { resolveModelAlias } from '../../src/models/resolve-model-alias.ts';
import { controlAnswer, scriptedCli } from './scripted-cli.ts';

const SCREEN = readFileSync(join(import.meta.dirname, '../fixtures/claude/models/screen.txt'), 'utf8');

describe('the screen /model of Claude Code', () => {
  test('lists what --model takes, and which version each is', () => {
    const found = parseClaudeModelScreen(SCREEN);
    expect(found).toEqual({
      models: ['default', 'opus', 'fable', 'sonnet', 'haiku'],
      aliases: { 'opus-5.5': 'opus', 'fable-5.2': 'fable', 'sonnet-5.5': 'sonnet', 'haiku-5.5': 'haiku' },
      reasoningLevels: [],
      cliVersion: '2.1.329',
      source: 'pty',
    });
    expect(
      found === null ? null : ['opus', 'Opus 5.5', 'opus-5'].map((name) => resolveModelAlias(name, found)),
    ).toEqual(['opus', 'opus', 'opus']);
  });

  test('is read also where the space before a version is lost, and with a long context', () => {
    const rows =
      ' Select model\n ❯ 1. Opus ✔    Opus4.10 · Best\n   2. Sonnet (1M context)  Sonnet 4.6 with 1M context\n';
    expect(parseClaudeModelScreen(rows)).toMatchObject({
      models: ['opus', 'sonnet[1m]'],
      aliases: { 'opus-4.10': 'opus', 'sonnet-4.6': 'sonnet[1m]' },
    });
  });

  test('of another question lists nothing', () => {
    expect(parseClaudeModelScreen(SCREEN.replace('Select model', 'Select theme'))).toBeNull();
    expect(parseClaudeModelScreen('')).toBeNull();
  });

  test('cut anywhere lists nothing that the whole does not list', () => {
    const whole = parseClaudeModelScreen(SCREEN)?.models;
    const cut = fc.tuple(fc.nat(SCREEN.length), fc.nat(SCREEN.length));
    fc.assert(
      fc.property(cut, ([from, to]) => {
        const models = parseClaudeModelScreen(SCREEN.slice(from, to))?.models ?? [];
        expect(whole).toEqual(expect.arrayContaining([...models]));
      }),
      { numRuns: 500 },
    );
  });

  test('made of any text never throws', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 2_000 }), (text) => {
        expect(parseClaudeModelScreen(text)).toBeNull();
      }),
    );
  });
});

describe('a Claude Code that tells no list', () => {
  /** Draws a prompt on a terminal, and the recorded list when it is asked for it. */
  const drawn = `
    const rule = '─'.repeat(100);
    const prompt = (text) => process.stdout.write('\\u001b[2J\\u001b[H' + [rule, '❯ ' + text, rule, '  footer'].join('\\r\\n'));
    if (!args.includes('-p') && !args.includes('--help')) {
      process.stdin.setRawMode(true);
      let typed = '';
      prompt('');
      process.stdin.on('data', (bytes) => {
        if (String(bytes) === '\\u001b') process.exit(0);
        typed += bytes;
        if (!typed.endsWith('\\r')) return prompt(typed);
        process.stdout.write('\\u001b[2J\\u001b[H' + ${JSON.stringify(SCREEN.replaceAll('\n', '\r\n'))});
      });
      return;
    }
    if (args.includes('--help')) { console.log('  --effort <level>  (low, high)'); process.exit(0); }`;

  test('is looked at only where its start may open a window', async () => {
    const cli = await scriptedCli(controlAnswer('{}'), drawn);
    expect((await discoverModels('claude', cli.options)).discovery.source).toBe('default');
    const { clock: _fake, ...options } = cli.options;
    const { discovery, problem } = await discoverModels('claude', { ...options, mayOpenWindow: true });
    expect(problem).toBeNull();
    expect(discovery).toMatchObject({
      models: ['default', 'opus', 'fable', 'sonnet', 'haiku'],
      reasoningLevels: ['low', 'high'],
      source: 'pty',
    });
  });
});
