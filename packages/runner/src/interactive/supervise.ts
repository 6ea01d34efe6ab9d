import { homedir } from 'node:os';
import { agentEnv, AGENTS, CcxError, type Account, type Clock, type Reservation } from '@ccx/contracts';
import type { SupervisionPort } from '../agent-adapter.ts';
import { adapterOf } from '../agents.ts';
import { nameOf } from '../chain/words.ts';
import { configDirIn } from '../environment.ts';
import { giveBack } from '../give-back.ts';
import { systemClock } from '../system-clock.ts';
import { lastTyped as lastTypedHere } from './last-typed.ts';
import { planMove, type MovePlan, type MovePorts } from './plan-move.ts';
import { startInteractive, type InteractiveOptions } from './start-interactive.ts';
import { exitCodeOf, holdTerminalSignals } from './terminal-signals.ts';

export interface SuperviseOptions extends Omit<InteractiveOptions, 'target' | 'args' | 'say'> {
  /** The first account, and what its CLI is started with. Each place is given back when its session has ended. */
  readonly start: { readonly reservation: Reservation; readonly args: readonly string[] };
  /** Resolves when an account has reached the hard level. The signal is aborted when nobody waits any more. */
  readonly pressured: MovePorts['pressured'];
  /** Reserves an account of the same agent to go on with; `null` where none has room. Asked once for each start. */
  readonly choose: MovePorts['choose'];
  /** Brings the session there, see {@link createSessionMover}. */
  readonly mover: MovePorts['mover'];
  /** Hears why a session went on elsewhere, or did not; never while the CLI has the terminal. */
  readonly say: (text: string) => void;
  readonly clock?: Clock;
  /** How long a session must have been idle before it is ended, in milliseconds. @default 5_000 */
  readonly idleMs?: number;
  /** Between two looks at a session that is to be moved, in milliseconds. @default 1_000 */
  readonly pollMs?: number;
  /** How long a session that was asked to end may take, in milliseconds; then it is left alone. @default 10_000 */
  readonly endMs?: number;
  /** When the person last typed, in milliseconds since 1970; `null` is unknown. @default the terminal's own word */
  readonly lastTyped?: () => number | null;
}

/**
 * An interactive CLI whose session goes on as another account when its own has reached the hard level: the other one is
 * chosen first, then the session is ended by TERM once it is idle, and resumed there with the person's own arguments.
 * Never in the middle of a turn, while anything runs in the background or waits for an answer, while the person types,
 * nor when in doubt: such a session stays where it is, and `say` hears why when it has ended.
 *
 * @returns the exit code of the last CLI
 * @throws {CcxError} `agent_unsupported_option` for an agent whose sessions cannot be supervised, and for arguments of
 *   which it is not known what they would do twice; and what {@link runInteractive} throws
 */
export async function superviseInteractive(options: SuperviseOptions): Promise<{ readonly exitCode: number }> {
  const { start, say, mover, env = process.env, cwd = process.cwd() } = options;
  const home = options.home ?? env['HOME'] ?? homedir();
  const { clock = systemClock, idleMs = 5_000, pollMs = 1_000, endMs = 10_000, lastTyped = lastTypedHere } = options;
  const ports: MovePorts = { ...options, clock, idleMs, pollMs, endMs, lastTyped };
  const signals = holdTerminalSignals();
  let { reservation, args } = start;
  let watched = true;

  /** One CLI, from its start to its end. */
  async function show(port: SupervisionPort): Promise<{ exitCode: number; plan: MovePlan }> {
    const { target } = reservation;
    const configDir = configDirIn(target.account.agent, agentEnv(target.account, undefined, env).env, home);
    const child = await startInteractive({ ...options, env, home, cwd, target, args });
    signals.handTo(child);
    const over = new AbortController();
    const planned = watched ? planMove({ child, target, configDir, cwd, port }, ports, over.signal) : null;
    const exitCode = await child.exited;
    signals.handTo(null);
    over.abort();
    return { exitCode, plan: (await planned) ?? { is: 'stay', note: null } };
  }

  try {
    const port = supervisionOf(reservation.target.account);
    // Refused before anything is started, not in the middle of the work.
    port.resumeArguments(args, 'session');
    for (;;) {
      const { exitCode, plan } = await show(port);
      if (plan.is === 'stay') {
        if (plan.note !== null) say(plan.note);
        return { exitCode };
      }
      const { sessionId, sibling } = plan;
      // With another code the person left in the same moment.
      if (exitCode !== exitCodeOf('SIGTERM') || signals.asked !== null) {
        await giveBack(sibling.reservation, say);
        return { exitCode };
      }
      const [from, to] = [reservation.target, sibling.reservation.target];
      const missing = await mover.carry({ sessionId, from, to, cwd });
      await giveBack(missing === null ? reservation : sibling.reservation, say);
      if (missing === null) ({ reservation } = sibling);
      else watched = false;
      if (signals.asked !== null) return { exitCode: exitCodeOf(signals.asked) };
      const goesOn =
        missing === null ? `${sibling.reason}: going on as ${nameOf(to)}` : `${missing}: going on as before`;
      say(`${nameOf(from)} reached its hard level; ${goesOn}`);
      args = port.resumeArguments(start.args, sessionId);
    }
  } finally {
    signals.stop();
    await giveBack(reservation, say);
  }
}

function supervisionOf({ agent }: Account): SupervisionPort {
  const { supervision } = adapterOf(agent);
  if (supervision !== undefined) return supervision;
  const { title } = AGENTS[agent];
  throw new CcxError(
    'agent_unsupported_option',
    `A session of ${title} cannot be supervised: it does not tell when it is idle.`,
    {
      hint: 'Start it without --supervise.',
    },
  );
}
