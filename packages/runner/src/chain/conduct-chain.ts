import { randomUUID } from 'node:crypto';
import type { AgentEvent, RunRecord, RunResult } from '@ccx/contracts';
import { conductRun } from '../conduct-run.ts';
import type { EventChannel } from '../event-channel.ts';
import type { ObserverHub } from '../observer-hub.ts';
import type { OpenRun } from '../run-handle.ts';
import { logPathOf } from '../run-log.ts';
import type { RunnerSetup } from '../runner-setup.ts';
import { runChain, type ChainCall } from './chain.ts';
import { historyOnDisk } from './history.ts';

/**
 * Sees a chain through: each attempt is a run of its own in the ledger and the log, and all of them are one stream and
 * one result under the chain's id, which is also that of the first attempt.
 *
 * @throws {CcxError} where no attempt could begin
 */
export async function conductChain(setup: RunnerSetup, run: OpenRun, call: ChainCall): Promise<RunResult> {
  const voice = createVoice(run, setup);
  const stopped = new AbortController();
  void run.stop.reached('polite').then(() => stopped.abort());
  let made = 0;

  const { attempts, cancelled, earliest } = await runChain(call, {
    ...historyOnDisk(setup),
    clock: setup.clock,
    random: Math.random,
    stopped: stopped.signal,
    say: (text) => voice.say(text),
    async attempt(request, target) {
      made += 1;
      const startedAt = setup.clock.now();
      const runId = made === 1 ? run.runId : randomUUID();
      const logPath = made === 1 ? run.logPath : logPathOf(setup.logDir, startedAt, runId);
      const warnings: string[] = [];
      const warn = (text: string): void => {
        if (!warnings.includes(text)) warnings.push(text);
      };
      const { channel, hub } = voice;
      const { last } = await conductRun({
        ...run,
        setup,
        runId,
        startedAt,
        logPath,
        request,
        target,
        channel,
        hub,
        warnings,
        warn,
      });
      return last;
    },
  });

  const before = attempts.slice(0, -1);
  const last = attempts.at(-1);
  if (last === undefined) throw new TypeError('A chain ended without an attempt.');
  const result = (): RunResult => {
    const told = { ...last, warnings: [...last.warnings, ...run.warnings] };
    const outcome = cancelled ? ({ status: 'cancelled' } as const) : last.outcome;
    const returns = earliest === undefined ? {} : { earliest };
    return { ...outcome, schemaVersion: 1, runId: run.runId, last: told, attempts: [...before, told], ...returns };
  };
  run.hub.ended(result());
  // Once more: an observer may have failed at the end, which is told in the warnings.
  return result();
}

/** One stream of events over all attempts, and of what the chain itself has to say. */
function createVoice(run: OpenRun, setup: RunnerSetup): Voice {
  let next = 0;
  let record: RunRecord | null = null;
  const known = (of: RunRecord): RunRecord => {
    record = { ...of, runId: run.runId };
    return record;
  };
  const numbered = (event: AgentEvent): AgentEvent => (event.seq === next ? event : { ...event, seq: next });
  return {
    // An attempt tells its observers first and its reader then: the number moves on behind both.
    hub: {
      started: (of) => run.hub.started(known(of)),
      event: (event, of) => run.hub.event(numbered(event), known(of)),
      ended: () => {},
    },
    channel: {
      ...run.channel,
      get full() {
        return run.channel.full;
      },
      push(event) {
        run.channel.push(numbered(event));
        next += 1;
      },
    },
    say(text) {
      const at = setup.clock.now();
      const event = { type: 'notice', text, seq: next, at, sessionId: null, parentToolUseId: null, raw: '' } as const;
      if (record !== null) run.hub.event(event, record);
      run.channel.push(event);
      next += 1;
    },
  };
}

interface Voice {
  readonly hub: ObserverHub;
  readonly channel: EventChannel;
  say(text: string): void;
}
