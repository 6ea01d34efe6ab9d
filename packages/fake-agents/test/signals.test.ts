import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createLab, kinds, resultOf, STREAM, type Lab } from './run-fake.ts';

let lab: Lab;
beforeEach(() => {
  lab = createLab();
});
afterEach(() => lab[Symbol.dispose]());

const SLOW = { login: 'api-key', steps: [{ text: 'slow '.repeat(500), pieceLength: 5, every: 10 }] } as const;
const IN_TOOL = { login: 'api-key', steps: [{ tool: 'Bash', input: { command: 'sleep 99' }, hangs: true }] } as const;

describe('signals end a run as they end the real one', () => {
  test('SIGINT while text streams: the partial text, the reason, exit 0', async () => {
    const running = lab.start([...STREAM, '--include-partial-messages'], { scenario: SLOW });
    await running.says('content_block_delta');
    running.child.kill('SIGINT');
    const ran = await running.done;
    expect(ran).toMatchObject({ code: 0, signal: null });
    expect(kinds(ran.lines).slice(-6)).toEqual([
      'assistant',
      'user',
      'stream_event',
      'stream_event',
      'stream_event',
      'result/error_during_execution',
    ]);
    expect(ran.lines.at(-6)).toMatchObject({ aborted: true });
    expect(resultOf(ran)).toMatchObject({ is_error: true, terminal_reason: 'aborted_streaming', stop_reason: null });
    expect(lab.sessionFiles()).toEqual([]);
  });

  test('SIGINT in a tool: aborted_tools, exit 0', async () => {
    const running = lab.start(STREAM, { scenario: IN_TOOL });
    await running.says('tool_use');
    running.child.kill('SIGINT');
    const ran = await running.done;
    expect(ran.code).toBe(0);
    expect(resultOf(ran)).toMatchObject({ terminal_reason: 'aborted_tools' });
  });

  test.each([
    { signal: 'SIGTERM', code: 143, last: 'user' },
    { signal: 'SIGHUP', code: 129, last: 'assistant' },
  ] as const)('$signal in a tool: exit $code and no result', async ({ signal, code, last }) => {
    const running = lab.start(STREAM, { scenario: IN_TOOL });
    await running.says('tool_use');
    running.child.kill(signal);
    const ran = await running.done;
    expect(ran).toMatchObject({ code, signal: null });
    expect(kinds(ran.lines).at(-1)).toBe(last);
    expect(ran.text.includes('Exit code 137')).toBe(signal === 'SIGTERM');
    expect(lab.sessionFiles()).toEqual([]);
  });

  test('SIGKILL leaves the session file behind, with the status busy', async () => {
    const running = lab.start(STREAM, { scenario: 'hang' });
    await running.says('One moment.');
    running.child.kill('SIGKILL');
    expect(await running.done).toMatchObject({ code: null, signal: 'SIGKILL' });
    expect(lab.sessionFiles()).toEqual([`${running.child.pid}.json`]);
  });

  test('who ignores signals stays until it is killed', async () => {
    const ignores = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
    const steps = [{ text: 'I stay.' }, { wait: 150 }, { text: 'Still here.' }, { hang: true }] as const;
    const running = lab.start(STREAM, { scenario: { ignores, steps } });
    await running.says('I stay.');
    for (const signal of ignores) running.child.kill(signal);
    await running.says('Still here.');
    running.child.kill('SIGKILL');
    expect(await running.done).toMatchObject({ code: null, signal: 'SIGKILL' });
  });
});
