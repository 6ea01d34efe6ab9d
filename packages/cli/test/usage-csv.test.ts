import { expect, test } from 'vitest';
import { usageCsv } from '../src/usage-view/usage-csv.ts';
import { reportOf, row, tokens } from './usage-report-of.ts';

const NAMES = new Map([['claude:default', 'work']]);
const HEAD =
  'calls,sessions,input_tokens,output_tokens,cache_read_tokens,cache_write_5m_tokens,cache_write_1h_tokens,' +
  'total_tokens,web_searches,cost_usd,unpriced_calls,archived_calls';

test('a report as comma-separated values has every number by itself, without rounding', () => {
  const all = tokens({ input: 1, output: 2, cacheRead: 3, cacheWrite5m: 4, cacheWrite1h: 5 });
  const day = row('2026-11-19', { calls: 7, sessions: 2, tokens: all, webSearches: 6, costUsd: 0.000_123 });
  expect(usageCsv(reportOf([day]), NAMES)).toBe(`daily,${HEAD}\r\n2026-11-19,7,2,1,2,3,4,5,15,6,0.000123,0,0\r\n`);
});

test('what is not known is an empty cell, not a nought', () => {
  const lines = usageCsv(reportOf([row(null, { costUsd: null, unpricedCalls: 1 })], { kind: 'branch' }), NAMES);
  expect(lines.split('\r\n')[1]).toBe(',1,1,0,0,0,0,0,0,0,,1,0');
});

test('accounts go by their names, in either dimension, and a pair has two columns', () => {
  const [head, ...lines] = usageCsv(
    reportOf([row('claude:default', { by: 'main' }), row('claude:/gone', { by: null })], {
      kind: 'profile',
      by: 'branch',
    }),
    NAMES,
  ).split('\r\n');
  expect(head).toMatch(/^profile,branch,calls,/);
  expect(lines[0]).toMatch(/^work,main,1,/);
  expect(lines[1]).toMatch(/^claude:\/gone,,1,/);
});

test('a folder with a comma, a quote or a new line stays one cell', () => {
  const key = 'a,"b"\nc';
  expect(usageCsv(reportOf([row(key)], { kind: 'project' }), NAMES)).toContain('\r\n"a,""b""\nc",1,');
});
