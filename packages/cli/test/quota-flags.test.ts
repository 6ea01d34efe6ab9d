import { describe, expect, test } from 'vitest';
import { quotaRequest, type QuotaFlags } from '../src/commands/quota-flags.ts';

test('without options numbers of 15 minutes are young enough', () => {
  expect(quotaRequest({})).toEqual({
    agent: null,
    source: null,
    maxAgeMs: 900_000,
    refresh: false,
    explain: false,
    format: 'people',
    watch: false,
    onChange: null,
    onLevel: [],
  });
});

test('levels and their commands come in pairs', () => {
  const onLevel = ['soft', 'echo soft', 'hard', 'echo hard'];
  expect(quotaRequest({ watch: true, onLevel }).onLevel).toEqual([
    { level: 'soft', command: 'echo soft' },
    { level: 'hard', command: 'echo hard' },
  ]);
});

describe('a wrong call names what is wrong', () => {
  test.for<readonly [QuotaFlags, string]>([
    [{ jsonl: true }, '--jsonl needs --watch'],
    [{ onChange: 'true' }, '--on-change needs --watch'],
    [{ onLevel: ['soft', 'true'] }, '--on-level needs --watch'],
    [{ watch: true, json: true }, '--json prints one object'],
    [{ refresh: true, maxAge: '1h' }, '--refresh asks whatever the age'],
    [{ watch: true, onLevel: ['loud', 'true'] }, '--on-level is "loud"'],
    [{ watch: true, onLevel: ['soft', 'true', 'claude'] }, '--on-level is "claude"'],
    [{ watch: true, onLevel: ['soft'] }, '--on-level soft needs a command'],
    [{ source: 'api' }, '--source is "api"'],
    [{ agent: 'copilot' }, '--agent is "copilot"'],
    [{ maxAge: 'soon' }, '--max-age is "soon"'],
  ])('%j', ([flags, message]) => {
    expect(() => quotaRequest(flags)).toThrow(message);
  });
});
