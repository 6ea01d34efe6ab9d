import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { ModelCall, Reply } from '@ccx/testkit';
import { answer, say } from '@ccx/testkit';
import { expect, test } from 'vitest';
import { expectExit, openWorld, resultOf } from '../support/world.ts';

const SUBTASK = 'SUBTASK: count the plums';

/** A model that delegates once and speaks again whenever it hears of the outcome. */
function delegating(background: boolean): (call: ModelCall) => Reply | undefined {
  let spoken = 0;
  return (call) => {
    if (call.kind !== 'main') return undefined;
    if (call.conversation.includes(SUBTASK) && !call.conversation.includes('delegate')) {
      return say('Seven plums.', { delayMs: background ? 1500 : 0 });
    }
    spoken += 1;
    if (spoken > 1) return say(`Word ${spoken}.`);
    const input = {
      description: 'count',
      prompt: SUBTASK,
      subagent_type: 'general-purpose',
      run_in_background: background,
    };
    return answer([{ type: 'tool_use', name: 'Agent', input }]);
  };
}

test('a subagent works for the run: its call is paid for, its words are not the answer', async () => {
  const world = await openWorld({ respond: say('One call.') });
  const single = resultOf(await world.ccx(['run', 'hi', '--json'])).last.summary;
  world.api.respond(delegating(false));
  const finished = await world.ccx(['run', 'delegate it', '--permission', 'full', '--json']);
  expectExit(finished, 0);
  const { summary } = resultOf(finished).last;
  expect(summary).toMatchObject({ text: 'Word 2.', effects: 'possible', failure: null });
  expect(world.api.calls()).toHaveLength(4);
  expect(summary.costUsd).toBeCloseTo(3 * (single.costUsd ?? Number.NaN), 6);
});

test('a background agent is waited for, and the last of several results counts', async () => {
  const world = await openWorld({ respond: delegating(true) });
  const finished = await world.ccx(['run', 'delegate it', '--permission', 'full', '--json']);
  expectExit(finished, 0);
  expect(resultOf(finished)).toMatchObject({ status: 'success', last: { summary: { text: 'Word 3.' } } });
});

test('a background command is waited for, and its effect is there when ccx returns', async () => {
  const command = 'for i in 1 2 3 4 5 6 7 8; do sleep 0.25; done; echo finished > done.txt';
  const world = await openWorld({
    respond: [
      answer([{ type: 'tool_use', name: 'Bash', input: { command, run_in_background: true } }]),
      say('It runs.'),
      say('It has ended.'),
    ],
  });
  const finished = await world.ccx(['run', 'start it', '--permission', 'full', '--json']);
  expectExit(finished, 0);
  expect(existsSync(join(world.home.cwd, 'done.txt'))).toBe(true);
  expect(resultOf(finished)).toMatchObject({ status: 'success', last: { summary: { text: 'It has ended.' } } });
});
