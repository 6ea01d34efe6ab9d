import { IMPORT_RULES, type ImportCheck, type ImportRule } from '@ccx/usage';
import stringWidth from 'string-width';
import { expect, test } from 'vitest';
import { importRows } from '../src/usage-view/import-rows.ts';
import { fakeTerminal } from './fake-terminal.ts';

const NONE = { input: 0, output: 0, cacheWrite: 0, cacheRead: 0 };

function checkOf(rules: readonly ImportRule[]): ImportCheck {
  const reasons = rules.map((rule) => ({ rule, certain: false }));
  return {
    schemaVersion: 1,
    kind: 'daily',
    timeZone: 'UTC',
    rows: 1,
    differences: [{ key: '2026-11-21', tokens: { ...NONE, input: 5 }, costUsd: 0, missing: null, reasons }],
    theirs: { tokens: { ...NONE, input: 5 }, costUsd: 0 },
    ours: { tokens: NONE, costUsd: 0 },
  };
}

test('the sentence of a rule is told whole, on as many lines as it needs', () => {
  const rules: readonly ImportRule[] = ['line-dropped', 'unpriced-there', 'moved'];
  const lines = importRows(checkOf(rules), fakeTerminal({ columns: 50 }));
  for (const line of lines) expect(stringWidth(line)).toBeLessThanOrEqual(50);
  const told = lines.map((line) => line.trim()).join(' ');
  for (const rule of rules) expect(told).toContain(IMPORT_RULES[rule]);
});
