import type { Terminal } from '../render/terminal.ts';
import type { WorkView } from './work-view.ts';

/** `ccx queue work --jsonl`: an object for each beginning and each end. */
export function createWorkLines({ stdout }: Pick<Terminal, 'stdout'>): WorkView {
  const write = (fields: object): void => {
    stdout.write(`${JSON.stringify({ schemaVersion: 1, at: new Date().toISOString(), ...fields })}\n`);
  };
  const idle: WorkView['idle'] = (nextAt, why) => write({ type: 'idle', nextAt, why });
  return {
    observer: {
      started: ({ workItemId, runId, target, sessionId, logPath }) =>
        write({
          type: 'started',
          item: workItemId,
          runId,
          accountId: target.account.id,
          profile: target.name,
          sessionId,
          logPath,
        }),
    },
    ended: ({ item, outcome, settled, durationMs, costUsd, result }) =>
      write({
        type: 'ended',
        item: item.id,
        number: item.seq,
        outcome,
        settled,
        durationMs,
        runId: result?.runId ?? null,
        costUsd,
      }),
    idle,
    nothing: idle,
    say: (text) => write({ type: 'notice', text }),
    stop: () => {},
  };
}
