import { describe, expect, test } from 'vitest';
import { parseClaudeUsageText } from '../../src/claude/usage-text.ts';
import { parseFields } from '../../src/fields.ts';
import { claudePrintSource } from '../../src/claude/print.ts';
import { sourceConformance } from '../source-conformance.ts';
import { fixtureJson, fixtureText, inShort } from './fixture.ts';
import { ACCOUNT, claudeUnderTest, readWith } from './under-test.ts';

sourceConformance({
  id: 'print',
  agent: 'claude',
  cost: { process: true, usageEndpoint: true, mayOpenWindow: false },
  create: (found) => claudeUnderTest(claudePrintSource, found),
});

/** A CLI that prints a recorded result. */
const printing = (fixture: string): string =>
  `process.stdout.write(${JSON.stringify(JSON.stringify(fixtureJson(`print/${fixture}.json`)))})`;

describe('the printed usage', () => {
  test('is whole percentages that may be more, of the windows that are shown', async () => {
    const reading = await readWith(claudePrintSource, printing('usage'), {}, '2026-11-21T01:21:30.000Z');
    expect(inShort(reading)).toEqual({
      session: '>=42 2026-11-21T03:51Z',
      weekly: '>=17 2026-11-25T01:21Z',
      'weekly:sonnet': '>=5 2026-11-25T01:21Z',
    });
  });

  test('without numbers is a problem, although the CLI exits 0', async () => {
    expect(inShort(await readWith(claudePrintSource, printing('apikey')))).toBe('no-limit-rows');
  });

  test('of a setup token looks the same and is told apart by the environment', async () => {
    const env = { CLAUDE_CODE_OAUTH_TOKEN: 'dummy' };
    expect(inShort(await readWith(claudePrintSource, printing('setup-token'), env))).toBe('not-a-subscription');
  });

  test('of a CLI that takes the command for unknown says that it is too old', async () => {
    const script = `process.stdout.write('{"type":"result","result":"Unknown command: /usage"}'); process.exitCode = 1`;
    expect(inShort(await readWith(claudePrintSource, script))).toBe('cli-too-old');
  });

  test('that was never printed tells what the CLI complained about', async () => {
    const script = `console.error('error: unknown option'); process.exitCode = 1`;
    expect(await readWith(claudePrintSource, script)).toMatchObject({
      problem: { code: 'form-unknown', detail: expect.stringContaining('unknown option') },
    });
  });

  test('is asked for with nothing on stdin, on which the CLI would wait', async () => {
    const script = `let got = ''; process.stdin.on('data', (text) => { got += text; }).on('end', () => {
      process.stdout.write(JSON.stringify({ type: 'result', result: 'Current session: ' + got.length + '% used' })); })`;
    expect(inShort(await readWith(claudePrintSource, script))).toEqual({ session: '>=0' });
  });

  test('tells times of the zone that is asked for, also where it does not name one', async () => {
    const script = `process.stdout.write(JSON.stringify({ type: 'result', result:
      'Current session: 5% used · resets ' + new Date('2026-11-21T15:00:00Z').getHours() + ':00' }));`;
    const reading = await readWith(claudePrintSource, script, { TZ: 'Asia/Tokyo' }, '2026-11-21T14:00:00.000Z');
    expect(inShort(reading)).toEqual({ session: '>=5 2026-11-21T15:00Z' });
  });

  test('is the same in the last line of a stream', () => {
    const last = parseFields(fixtureText('print/stream-json.jsonl').trimEnd().split('\n').at(-1) ?? '');
    const about = { account: ACCOUNT, now: '2026-11-21T01:02:28.000Z', timeZone: 'Europe/Vienna' };
    expect(inShort(parseClaudeUsageText(String(last?.['result']), about))).toEqual({
      session: '>=42 2026-11-21T03:32Z',
      weekly: '>=17 2026-11-25T01:02Z',
      'weekly:sonnet': '>=5 2026-11-25T01:02Z',
    });
  });
});
