import { setImmediate as nextTurn } from 'node:timers/promises';
import {
  CcxError,
  type AgentEvent,
  type RunRequest,
  type RunResult,
  type RunTarget,
  type Runner,
} from '@ccx/contracts';
import { describe, expect, it } from 'vitest';

/**
 * What the agent of a test does:
 * - `short` says some texts and gives a good result
 * - `endless` says one text after another until it is ended
 * - `missing` cannot be started
 */
export type AgentBehaviour = 'short' | 'endless' | 'missing';

/** A runner with an agent of one behaviour. */
export interface RunnerUnderTest {
  readonly runner: Pick<Runner, 'run'>;
  readonly request: RunRequest;
  readonly target: RunTarget;
  /** Whether anything of the agent still lives. */
  readonly agentLives: () => Promise<boolean>;
}

export interface RunnerConformanceOptions {
  /** Called once per test; what it opens is closed by the caller's own hooks. */
  readonly create: (behaviour: AgentBehaviour) => Promise<RunnerUnderTest>;
}

/** Registers the tests that every runner must pass: who may read a run, and what becomes of it when nobody does. */
export function runnerConformance({ create }: RunnerConformanceOptions): void {
  describe('a run, as its callers see it', () => {
    it('gives its result when nobody reads its events', async () => {
      const { runner, request, target } = await create('short');
      const result = await runner.run(request, target).result;
      expect(result).toMatchObject({ status: 'success', schemaVersion: 1, attempts: [result.last] });
    });

    it('gives its events when nobody asks for its result', async () => {
      const { runner, request, target } = await create('short');
      const events = await readAll(runner.run(request, target));
      expect(events.at(-1)?.type).toBe('result');
      expect(events.map(({ seq }) => seq)).toEqual(events.map((_event, index) => index));
    });

    it('gives both, and observers hear what the reader reads', async () => {
      const { runner, request, target } = await create('short');
      const heard: AgentEvent[] = [];
      const calls: string[] = [];
      const results: RunResult[] = [];
      const run = runner.run(request, target, {
        observers: [
          {
            started: ({ runId }) => calls.push(`started ${runId}`),
            event: (event) => heard.push(event),
            ended: (result) => results.push(result),
          },
        ],
      });
      expect(await readAll(run)).toEqual(heard);
      expect(calls).toEqual([`started ${run.runId}`]);
      expect(results).toEqual([await run.result]);
    });

    it('is ended with all its processes when its reader leaves early', async () => {
      const { runner, request, target, agentLives } = await create('endless');
      const run = runner.run(request, target);
      let texts = 0;
      for await (const event of run) {
        if (event.type !== 'text') continue;
        texts += 1;
        if (texts === 1) expect(await agentLives()).toBe(true);
        if (texts === 3) break;
      }
      expect(texts).toBe(3);
      expect(await agentLives()).toBe(false);
      await expect(run.result).resolves.toMatchObject({ status: 'cancelled' });
    });

    it('is ended when its reader throws', async () => {
      const { runner, request, target, agentLives } = await create('endless');
      const run = runner.run(request, target);
      await expect(
        (async () => {
          for await (const event of run) if (event.type === 'text') throw new Error('enough');
        })(),
      ).rejects.toThrow('enough');
      expect(await agentLives()).toBe(false);
    });

    it('has one reader', async () => {
      const { runner, request, target } = await create('short');
      const run = runner.run(request, target);
      const reading = readAll(run);
      await expect(readAll(run)).rejects.toSatisfy((error) => CcxError.is(error, 'invalid_argument'));
      await reading;
      await expect(readAll(run)).rejects.toSatisfy((error) => CcxError.is(error, 'invalid_argument'));
    });

    it('refuses a reader that comes after the tick in which it began', async () => {
      const { runner, request, target } = await create('short');
      const run = runner.run(request, target);
      await nextTurn();
      await nextTurn();
      await expect(readAll(run)).rejects.toSatisfy((error) => CcxError.is(error, 'invalid_argument'));
      await expect(run.result).resolves.toMatchObject({ status: 'success' });
    });

    it('is not disturbed by an observer that throws, and says so', async () => {
      const { runner, request, target } = await create('short');
      const heard: string[] = [];
      const broken = (): never => {
        throw new Error('observer broke');
      };
      const run = runner.run(request, target, {
        observers: [{ started: broken, event: broken, ended: broken }, { event: ({ type }) => heard.push(type) }],
      });
      const result = await run.result;
      expect(result.status).toBe('success');
      expect(heard.at(-1)).toBe('result');
      expect(result.last.warnings.filter((text) => text.includes('observer broke'))).toHaveLength(1);
    });

    it('tells through result and reader alike that it could not begin', async () => {
      const { runner, request, target } = await create('missing');
      const run = runner.run(request, target);
      await expect(readAll(run)).rejects.toSatisfy((error) => CcxError.is(error, 'agent_missing'));
      await expect(run.result).rejects.toSatisfy((error) => CcxError.is(error, 'agent_missing'));
      expect(run.pid).toBeNull();
      await run.kill();
    });

    it('can be killed, also twice and after its end', async () => {
      const { runner, request, target, agentLives } = await create('endless');
      const run = runner.run(request, target);
      for await (const event of run) {
        if (event.type === 'text') await Promise.all([run.kill(), run.kill()]);
      }
      expect(await agentLives()).toBe(false);
      await run.kill();
      run.interrupt();
      await expect(run.result).resolves.toMatchObject({ status: 'cancelled' });
    });
  });
}

async function readAll(run: AsyncIterable<AgentEvent>): Promise<readonly AgentEvent[]> {
  const events: AgentEvent[] = [];
  for await (const event of run) events.push(event);
  return events;
}
