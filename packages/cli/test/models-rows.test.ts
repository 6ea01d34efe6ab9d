import type { ModelDiscovery } from '@ccx/contracts';
import { expect, test } from 'vitest';
import { modelRows, type ModelEntry } from '../src/models-view/model-rows.ts';
import { fakeTerminal } from './fake-terminal.ts';

const now = '2026-11-21T12:00:00.000Z';

function anEntry(
  facts: Partial<ModelDiscovery> & Pick<ModelEntry, 'name'>,
  problem: ModelEntry['problem'] = null,
): ModelEntry {
  return {
    accountId: `${facts.name}:default`,
    agent: 'claude',
    models: ['claude-opus-5-5', 'claude-haiku-5-5'],
    aliases: { default: 'claude-opus-5-5', opus: 'claude-opus-5-5', haiku: 'claude-haiku-5-5' },
    reasoningLevels: ['low', 'medium', 'high'],
    cliVersion: '2.1.329',
    source: 'control',
    capturedAt: '2026-11-21T09:55:00.000Z',
    ...facts,
    problem,
  };
}

const PROBLEM = { code: 'cli-missing', detail: 'Gemini CLI is not installed:\n npm i', at: now, retryAt: null };

test('each model has a line, the first of an agent also its levels, source and age', () => {
  expect(modelRows([anEntry({ name: 'claude' })], fakeTerminal({ columns: 120 }), now)).toEqual([
    ' agent   model             aliases        effort             source   age',
    ' claude  claude-opus-5-5   default, opus  low, medium, high  control  2h 5m',
    '         claude-haiku-5-5  haiku',
  ]);
});

test('on a narrow terminal the levels stand below, and no line is longer than the terminal', () => {
  const rows = modelRows([anEntry({ name: 'claude' })], fakeTerminal({ columns: 70 }), now);
  expect(rows[0]).toBe(' agent   model             aliases        source   age');
  expect(rows.at(-1)).toBe(' claude: effort low, medium, high');
  for (const row of rows) expect(row.length).toBeLessThanOrEqual(70);
});

test('an agent without levels says none', () => {
  const entry = anEntry({ name: 'gemini', reasoningLevels: [] });
  expect(modelRows([entry], fakeTerminal({ columns: 120 }), now)[1]).toMatch(/ {2}- {7,}control/);
  expect(modelRows([entry], fakeTerminal({ columns: 50 }), now).join('\n')).not.toContain('effort');
});

test('a default list says that it is one, of which day, and why', () => {
  const entry = anEntry({ name: 'gemini', source: 'default', capturedAt: '2026-11-20T00:00:00.000Z' }, PROBLEM);
  expect(modelRows([entry], fakeTerminal({ ascii: true }), now).at(-1)).toBe(
    ' ! gemini: a default list that came with ccx, as of 2026-11-20. Gemini CLI is not installed: npm i [cli-missing]',
  );
});

test('a list of more than a day says that it is old', () => {
  const entry = anEntry({ name: 'claude', capturedAt: '2026-11-20T10:00:00.000Z' });
  expect(modelRows([entry], fakeTerminal({ columns: 120 }), now)[1]).toMatch(/ 1d 2h old$/);
});

test('a remembered list that could not be renewed says why', () => {
  expect(modelRows([anEntry({ name: 'gemini' }, PROBLEM)], fakeTerminal({ ascii: true }), now).at(-1)).toBe(
    ' ! gemini: the last list that is known. Gemini CLI is not installed: npm i [cli-missing]',
  );
});

test('names that an agent brought cannot steer the terminal', () => {
  const entry = anEntry({ name: 'claude', models: ['bad\u001B]0;title\u0007model'], aliases: {} });
  expect(modelRows([entry], fakeTerminal({ columns: 120 }), now).join('\n')).not.toContain('\u001B');
});
