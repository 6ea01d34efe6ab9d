import { describe, expect, test } from 'vitest';
import { countedRecords, type CountedFields } from '../src/counted-records.ts';

interface Line extends CountedFields {
  readonly name: string;
}

const line = (name: string, output: number, more: Partial<CountedFields> = {}): Line => ({
  name,
  usage: { input: 1, output, cacheRead: 0, cacheWrite5m: 0, cacheWrite1h: 0 },
  requestId: 'r1',
  ...more,
});
const counted = (...lines: readonly Line[]): readonly string[] => countedRecords(lines).map(({ name }) => name);

describe('of the records of one message', () => {
  test('the one with the most tokens is the call, and the first of two that are alike', () => {
    expect(counted(line('early', 1), line('whole', 9), line('late', 5))).toEqual(['whole']);
    expect(counted(line('first', 9), line('copy', 9))).toEqual(['first']);
  });

  test('a copy that leaves out what the call cost gives way to the record that says it', () => {
    expect(counted(line('copy', 9), line('own', 9, { vendorCostUsd: 0.5 }))).toEqual(['own']);
    expect(counted(line('own', 8, { vendorCostUsd: 0.5 }), line('whole', 9))).toEqual(['whole']);
  });

  test('two requests are two calls', () => {
    expect(counted(line('one', 5), line('two', 5, { requestId: 'r2' }))).toEqual(['one', 'two']);
  });

  test('those without a request are one call', () => {
    expect(counted(line('one', 5, { requestId: null }), line('two', 6, { requestId: null }))).toEqual(['two']);
  });

  test('a copy beside the main conversation gives way to it, wherever it stands and however large it is', () => {
    const copy = line('copy', 99, { requestId: 'r2', sidechain: true });
    expect(counted(copy, line('main', 5))).toEqual(['main']);
    expect(counted(line('main', 5), copy)).toEqual(['main']);
  });

  test('a subagent counts where the main conversation has no such message', () => {
    expect(counted(line('agent', 5, { sidechain: true }), line('again', 4, { sidechain: true }))).toEqual(['agent']);
  });
});
