import { describe, expect, test } from 'vitest';
import { claudeControlSource } from '../../src/claude/control.ts';
import { inShort } from './fixture.ts';
import { sourceConformance } from '../source-conformance.ts';
import { claudeUnderTest, readWith } from './under-test.ts';

sourceConformance({
  id: 'control',
  agent: 'claude',
  cost: { process: true, usageEndpoint: true, mayOpenWindow: false },
  create: (found) => claudeUnderTest(claudeControlSource, found),
});

/** A CLI that answers each request on stdin with what a function of it returns. */
const answering = (body: string): string => `
  const answer = (request) => { ${body} };
  require('node:readline').createInterface({ input: process.stdin }).on('line', (line) => {
    const { request_id, request } = JSON.parse(line);
    console.log(JSON.stringify({ type: 'control_response', response: { request_id, ...answer(request) } }));
  });`;
const success = (limits: string, available = true): string =>
  answering(`return { subtype: 'success', response: request.subtype !== 'get_usage' ? {}
    : { subscription_type: 'max', rate_limits_available: ${available}, rate_limits: ${limits} } };`);

describe('the control request', () => {
  test('goes to a CLI in which nothing hides the subscription, stops its usage or updates it', async () => {
    const limits = `{ five_hour: { resets_at: null, utilization:
      (process.env.ANTHROPIC_API_KEY ? 1 : 0) + (process.env.ANTHROPIC_AUTH_TOKEN ? 2 : 0)
      + (process.env.CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC ? 4 : 0) + (process.env.DISABLE_AUTOUPDATER === '1' ? 0 : 8)
      + (process.env.MY_PROXY === 'kept' ? 0 : 16) } }`;
    const reading = await readWith(claudeControlSource, success(limits), {
      ANTHROPIC_API_KEY: 'dummy',
      ANTHROPIC_AUTH_TOKEN: 'dummy',
      CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1',
      DISABLE_AUTOUPDATER: '',
      MY_PROXY: 'kept',
    });
    expect(inShort(reading)).toEqual({ session: '0' });
  });

  test('without a plan tells of the key that was left out', async () => {
    const none = answering(
      `return { subtype: 'success', response: { rate_limits_available: false, rate_limits: null } }`,
    );
    expect(inShort(await readWith(claudeControlSource, none))).toBe('not-logged-in');
    expect(inShort(await readWith(claudeControlSource, none, { ANTHROPIC_API_KEY: 'dummy' }))).toBe(
      'not-a-subscription',
    );
    expect(inShort(await readWith(claudeControlSource, none, { CLAUDE_CODE_OAUTH_TOKEN: 'dummy' }))).toBe(
      'not-a-subscription',
    );
  });

  test('that fails at the endpoint says so, and is no account that is used up', async () => {
    expect(inShort(await readWith(claudeControlSource, success('null')))).toBe('usage-endpoint-failed');
  });

  test('takes login and version from the other answers', async () => {
    const reading = await readWith(
      claudeControlSource,
      answering(`
        if (request.subtype === 'get_binary_version') return { subtype: 'success', response: { version: '2.1.329' } };
        if (request.subtype === 'get_status') return { subtype: 'success', response: { sections: [{ title: 'Session',
          rows: [{ label: 'Email', value: 'dev@example.com' }, { label: 'Model' }, null] }, 7] } };
        return { subtype: 'success', response: { rate_limits: { five_hour: { utilization: 3, resets_at: null } } } };`),
    );
    expect(reading).toMatchObject({
      snapshot: { cliVersion: '2.1.329', login: { email: 'dev@example.com', organization: null } },
    });
  });

  test('that an older CLI does not know says that it is too old', async () => {
    const error = 'Unsupported control request subtype: get_usage';
    const old = answering(`return { subtype: 'error', error: ${JSON.stringify(error)} }`);
    expect(inShort(await readWith(claudeControlSource, old))).toBe('cli-too-old');
  });

  test('to a CLI that ends instead of answering tells what it complained about', async () => {
    const reading = await readWith(claudeControlSource, `console.error('no such option'); process.exitCode = 1`);
    expect(reading).toMatchObject({
      problem: { code: 'form-unknown', detail: expect.stringContaining('no such option') },
    });
  });

  test('to a CLI that talks without end is given up', async () => {
    const chatty = `setInterval(() => process.stdout.write('x'.repeat(65536)), 1)`;
    expect(inShort(await readWith(claudeControlSource, chatty))).toBe('output-too-large');
  });
});
