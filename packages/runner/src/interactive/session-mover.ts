import type { Env, RunTarget } from '@ccx/contracts';
import { createSessionCarrier, unreachable, type SessionCarrier, type SessionMove } from '../carry/carry-session.ts';
import { historyOnDisk } from '../chain/history.ts';

/** Brings sessions to where they are to go on: those of a shared history are there already, others may be carried. */
export interface SessionMover extends SessionCarrier {
  /** Whether sessions of one account can go on on the other at all. */
  reaches(from: RunTarget, to: RunTarget): Promise<boolean>;
}

export interface SessionMoverOptions {
  readonly env: Env;
  readonly home: string;
  /** Whether a session's own record may be copied to an account that does not share the history. */
  readonly carry: boolean;
}

/** The mover of {@link superviseInteractive} for the config dirs of this machine. */
export function createSessionMover({ env, home, carry }: SessionMoverOptions): SessionMover {
  const history = historyOnDisk({ env, home });
  const carrier = createSessionCarrier({ env, home });
  const by = async (step: 'check' | 'carry', move: SessionMove): Promise<string | null> => {
    if (await history.sharesHistory(move.from, move.to)) return carrier.check({ ...move, to: move.from });
    return carry ? carrier[step](move) : unreachable(move.sessionId);
  };
  return {
    reaches: async (from, to) =>
      (await history.sharesHistory(from, to)) || (carry && from.account.agent === to.account.agent),
    check: (move) => by('check', move),
    carry: (move) => by('carry', move),
  };
}
