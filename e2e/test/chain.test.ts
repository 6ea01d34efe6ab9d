import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { allTries } from '@ccx/contracts';
import { refuse, say, unifiedLimits, useTool, type Refusal } from '@ccx/testkit';
import { describe, expect, test } from 'vitest';
import { openThreeWorlds } from '../support/three-worlds.ts';
import { expectExit, resultOf } from '../support/world.ts';

const RUN = ['run', '--agent', 'claude', '--fallback', 'codex,gemini', '--json'];
const resetsAt = new Date(Math.ceil(Date.now() / 1000) * 1000 + 2 * 3_600_000);

/** The five hours of a plan are used up. */
function usedUp(): Refusal {
  const headers = unifiedLimits({ fiveHour: { status: 'rejected', utilization: 1, resetsAt } });
  return refuse(429, 'rate_limit_error', 'This request would exceed your limit.', headers);
}

describe('a run over three vendors', () => {
  test('goes from a limit over a busy server to the answer, and nothing runs twice', async () => {
    const world = await openThreeWorlds({
      claude: { respond: usedUp() },
      codex: { respond: refuse(429, 'rate_limit_exceeded', 'Slow down.') },
      gemini: { respond: say('From Gemini.') },
    });
    const finished = await world.ccx([...RUN, 'say where you are']);
    expectExit(finished, 0);
    const result = resultOf(finished);
    expect(result).toMatchObject({ status: 'success', last: { summary: { text: 'From Gemini.' } } });
    expect(result.attempts.map(({ target, outcome }) => [target.account.agent, outcome.status])).toEqual([
      ['claude', 'limited'],
      ['codex', 'failed'],
      ['gemini', 'success'],
    ]);
    const [limited, busy] = result.attempts;
    expect(limited?.outcome).toMatchObject({ failure: { limit: { resetsAt: resetsAt.toISOString() } } });
    expect(busy).toMatchObject({
      outcome: { failure: { class: 'overload' } },
      earlierTries: [{ outcome: { failure: { class: 'overload' } } }],
    });
    // One process each, two of the busy one; every one whole, with a log and a record of its own.
    const tries = allTries(result.attempts);
    expect(tries.map(({ summary, transcriptPath }) => [summary.toolCalls, transcriptPath !== null])).toEqual(
      tries.map(() => [0, true]),
    );
    expect(new Set(tries.map(({ logPath }) => readFileSync(logPath, 'utf8'))).size).toBe(4);
    expect(world.codex.calls()).toHaveLength(2);
    expect(world.gemini.calls().map(({ prompt }) => prompt)).toEqual(['say where you are']);
    await world.allEnd();
  });

  test('stays where a tool had run, and says how to go on', async () => {
    const touch = useTool('Write', { file_path: 'made.txt', content: 'once' });
    const world = await openThreeWorlds({ claude: { respond: [touch, usedUp()] }, codex: { respond: say('never') } });
    const finished = await world.ccx([...RUN, '--permission', 'edit', 'make a file']);
    expectExit(finished, 75);
    expect(resultOf(finished)).toMatchObject({ status: 'limited', attempts: [{ summary: { effects: 'possible' } }] });
    expect(world.codex.calls()).toEqual([]);
    expect(readFileSync(join(world.home.cwd, 'made.txt'), 'utf8')).toBe('once');
    expect(finished.stderr).toContain('ccx run --resume-last');
  });

  test('goes on after tools that only read where that is asked for', async () => {
    const look = useTool('Glob', { pattern: '*.md' });
    const world = await openThreeWorlds({
      claude: { respond: [look, usedUp()] },
      codex: { respond: say('From Codex.') },
    });
    const finished = await world.ccx([...RUN, '--rerun-after-reads', 'look around']);
    expectExit(finished, 0);
    const result = resultOf(finished);
    expect(result.last.summary.text).toBe('From Codex.');
    expect(result.last.why).toContain('tools had only read');
  });
});
