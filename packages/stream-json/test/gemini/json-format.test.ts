import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { AgentEvent, RunSummary } from '@ccx/contracts';
import { expect, it } from 'vitest';
import { gemini, summarize } from '../../src/index.ts';
import { fixedClock } from '../recordings.ts';

const TOOLS = readFileSync(join(import.meta.dirname, '../fixtures/gemini/json-tools/stdout.jsonl'), 'utf8');
const INIT = '{"type":"init","session_id":"s","model":"gemini-2.5-pro"}';

function read(text: string, maxLineBytes?: number): readonly AgentEvent[] {
  const parser = gemini.parser({ clock: fixedClock, ...(maxLineBytes === undefined ? {} : { maxLineBytes }) });
  return [...parser.push(Buffer.from(text)), ...parser.end()];
}

const types = (text: string, maxLineBytes?: number): readonly string[] =>
  read(text, maxLineBytes).map(({ type }) => type);

function summaryOf(answer: object): RunSummary {
  return summarize('gemini', read(JSON.stringify({ session_id: 's', response: 'yes', ...answer }, null, 2)));
}

it('an object of another shape is lines that nobody knows', () => {
  expect(types('{\n  "a": 1\n}\n')).toEqual(['malformed', 'malformed', 'malformed']);
  expect(types('{\n  "a" 1\n}\n')).toEqual(['malformed', 'malformed', 'malformed']);
});

it('an object that was cut off is no result, and its lines are not lost', () => {
  const lines = TOOLS.split('\n').slice(0, -2);
  expect(types(lines.join('\n'))).not.toContain('result');
  expect(read(lines.join('\n')).map(({ raw }) => raw)).toEqual(lines);
});

it('what stands between the lines of an object is read by itself, and the object no more', () => {
  expect(types(`{\n  "a": 1\n${INIT}\n}\n`)).toEqual(['malformed', 'malformed', 'started', 'malformed']);
  const overCap = read(`{\n  "response": "${'x'.repeat(200)}"\n}\n`, 100);
  expect(overCap.map(({ type, origin }) => [type, origin?.line])).toEqual([0, 1, 2].map((line) => ['malformed', line]));
});

it('lines of the stream may follow the object', () => {
  expect(types(`${TOOLS}\n${INIT}\n`).slice(-2)).toEqual(['result', 'started']);
});

it('a cap on turns is told by a warning, the words of a hook tell nothing', () => {
  const stats = { models: {}, tools: { byName: {} } };
  expect(summaryOf({ stats, warnings: ['Maximum session turns exceeded'] }).failure?.class).toBe('turns');
  expect(summaryOf({ stats, warnings: ['Agent execution blocked: no SAFETY on site'] }).failure).toBeNull();
  expect(summaryOf({ stats }).failure).toBeNull();
});

it('an error beside an answer is a failure', () => {
  const error = { type: 'INVALID_STREAM', message: 'The model response was blocked due to safety settings.' };
  expect(summaryOf({ stats: {}, error }).failure?.class).toBe('refused');
});

it('counts that cannot be are no reason to stop', () => {
  const byName = { glob: { count: -1 }, read_file: null, write_file: { count: 1e12 } };
  const { toolCalls, effects } = summaryOf({ stats: { models: { m: null }, tools: { byName } } });
  expect({ toolCalls, effects }).toEqual({ toolCalls: 10_002, effects: 'possible' });
});

it('the model with the main role did the work, and several are none', () => {
  const main = { roles: { main: {} } };
  const router = { roles: { utility_router: {} } };
  expect(summaryOf({ stats: { models: { a: main, b: router } } }).model).toBe('a');
  expect(summaryOf({ stats: { models: { a: main, b: main } } }).model).toBeNull();
});
