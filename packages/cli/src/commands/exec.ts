import { homedir } from 'node:os';
import { CcxError, type Account, type Reservation, type RunTarget } from '@ccx/contracts';
import type { AccountRoute, AccountRouter } from '@ccx/headroom';
import { candidateRows } from '../candidate-view/candidate-rows.ts';
import { pickReason } from '../candidate-view/pick-reason.ts';
import { composeChoice, type Choice } from '../compose/choice.ts';
import { composeLogins } from '../compose/logins.ts';
import { composePressure } from '../compose/pressure.ts';
import { composeProfiles } from '../compose/profiles.ts';
import { composeRouter } from '../compose/router.ts';
import { targetName } from '../render/account-name.ts';
import type { Terminal } from '../render/terminal.ts';
import { choiceWords, type ChoiceFlags } from './choice-words.ts';
import { sayNoRoom } from './no-room.ts';

export interface ExecFlags extends ChoiceFlags {
  readonly model?: string;
  readonly supervise?: boolean;
  readonly carrySession?: boolean;
  readonly explain?: boolean;
}

/** `ccx exec`: the agent's own screen on the chosen account; its exit code is ours. */
export async function execCommand(flags: ExecFlags, agentArgs: readonly string[], terminal: Terminal): Promise<number> {
  const { env } = process;
  const home = homedir();
  const words = choiceWords(flags);
  const [book, logins] = await Promise.all([composeProfiles(env, home), composeLogins(env, home, { ask: true })]);
  const model = flags.model ?? null;
  const cwd = process.cwd();
  const choice = await composeChoice(words, { book, env, home, cwd, model, attended: true, session: null, logins });
  const { need, profiles } = choice;
  const compares = need.only.length > 1;
  const router = await composeRouter({ env, home, book, profiles, logins: compares ? logins : null, ask: compares });
  const route = await router.next(need, []);
  if (flags.explain === true) sayWhy(route, choice, terminal);
  const reservation = route.reservation ?? pinnedAnyway(choice, route, terminal);
  if (reservation === null) {
    if (route.candidates.length > 0) return sayNoRoom(route, 'people', terminal);
    throw new CcxError('no_candidate', 'No account was found.', { hint: 'ccx profile list' });
  }
  const args = [...(model === null ? [] : ['--model', model]), ...agentArgs];
  const say = (text: string): void => void terminal.stderr.write(` ${terminal.symbols.warning} ${text}\n`);
  const { createSessionMover, runInteractive, superviseInteractive } = await import('@ccx/runner');
  await book.used(reservation.target.account.id);
  if (flags.supervise === true) {
    const { exitCode } = await superviseInteractive({
      start: { reservation, args },
      pressured: await composePressure(env),
      choose: (from) => sibling(from.account, choice, router),
      mover: createSessionMover({ env, home, carry: flags.carrySession === true }),
      say,
      env,
      home,
    });
    return exitCode;
  }
  try {
    return (await runInteractive({ target: reservation.target, args, env, home, say })).exitCode;
  } finally {
    await reservation.release();
  }
}

/** A person who named the account may look at it also when it has no room: nothing is sent for it yet. */
function pinnedAnyway({ need, active }: Choice, route: AccountRoute, terminal: Terminal): Reservation | null {
  const [id] = need.only;
  const meant = route.candidates.find(({ target }) => target.account.id === id);
  if (meant === undefined || active.pin === null) return null;
  const { stderr, symbols, home } = terminal;
  const why = meant.blocked?.reason ?? 'it is not free now';
  stderr.write(` ${stderr.colors.yellow(symbols.warning)} ${targetName(meant.target, home)}: ${why}\n`);
  return { target: meant.target, release: async () => {} };
}

/** Another account of the same agent that has room, reserved. */
async function sibling(
  from: Account,
  choice: Choice,
  router: AccountRouter,
): Promise<{ readonly reservation: Reservation; readonly reason: string } | null> {
  const only = choice.profiles.flatMap(({ id, agent }) =>
    agent === from.agent && id !== from.id && choice.need.only.includes(id) ? [id] : [],
  );
  if (only.length === 0) return null;
  const { reservation, candidates } = await router.next({ ...choice.need, only, agents: [from.agent] }, []);
  const [best] = candidates;
  if (reservation === null || best === undefined) return null;
  return { reservation, reason: pickReason(choice, best) };
}

function sayWhy(route: AccountRoute, choice: Choice, terminal: Terminal): void {
  const { stderr, home } = terminal;
  const target: RunTarget | undefined = route.reservation?.target;
  const rows = candidateRows(route.candidates, terminal, new Date().toISOString());
  const [best] = route.candidates;
  const picked =
    target === undefined || best === undefined
      ? []
      : [` picked ${targetName(target, home)}, ${pickReason(choice, best)}`];
  stderr.write(`${[...rows, ...picked].join('\n')}\n`);
}
