import { homedir } from 'node:os';
import type { Candidate, Instant } from '@ccx/contracts';
import { choiceWords } from '../commands/choice-words.ts';
import { composeChoice } from '../compose/choice.ts';
import { composeLogins } from '../compose/logins.ts';
import { composeProfiles } from '../compose/profiles.ts';
import { composeRouter } from '../compose/router.ts';
import { EXIT } from '../exit-codes.ts';
import { pickReason } from '../candidate-view/pick-reason.ts';
import { hotArgs } from '../hot-args.ts';
import { targetName } from '../render/account-name.ts';
import { clockTime } from '../render/clock-time.ts';
import type { Terminal } from '../render/terminal.ts';

/** `ccx pick`: the account that `ccx run` would use here, and why. Nothing is reserved. */
export async function pickCommand(argv: readonly string[], terminal: Terminal): Promise<number> {
  const { env } = process;
  const home = homedir();
  const args = hotArgs('pick', argv, {
    texts: ['agent', 'profile', 'only', 'fallback', 'model'],
    switches: ['json', 'explain', 'refresh', 'unattended'],
  });
  const [agent, profile, only, fallback] = ['agent', 'profile', 'only', 'fallback'].map(args.text);
  const words = choiceWords({
    ...(agent !== undefined && { agent }),
    ...(profile !== undefined && { profile }),
    ...(only !== undefined && { only }),
    ...(fallback !== undefined && { fallback }),
  });
  const ask = args.on('refresh');
  const [book, logins] = await Promise.all([composeProfiles(env, home), composeLogins(env, home, { ask })]);
  const choice = await composeChoice(words, {
    book,
    env,
    home,
    cwd: process.cwd(),
    model: args.text('model') ?? null,
    attended: !args.on('unattended'),
    session: null,
    logins,
  });
  const { need, profiles } = choice;
  const router = await composeRouter({ env, home, book, profiles, logins, ask });
  const { candidates, earliest } = await router.look(need);
  const best = candidates.find(({ blocked }) => blocked === null) ?? null;
  const reason = best === null ? null : pickReason(choice, best);
  const { pin } = choice.active;
  if (args.on('json')) {
    const picked = best?.target.name ?? null;
    const pinned = pin === null ? null : { rule: pin.rule, where: pin.where };
    terminal.stdout.write(
      `${JSON.stringify({ schemaVersion: 1, picked, reason, pin: pinned, earliest, candidates })}\n`,
    );
  } else await show({ best, candidates, reason, explain: args.on('explain'), earliest, terminal });
  if (best !== null) return EXIT.done;
  return candidates.length === 0 ? EXIT.nothingToChoose : EXIT.limited;
}

interface Shown {
  readonly best: Candidate | null;
  readonly candidates: readonly Candidate[];
  readonly reason: string | null;
  readonly explain: boolean;
  readonly earliest: Instant | null;
  readonly terminal: Terminal;
}

/** On stdout the name alone, which other programs can use; with --explain all that led to it. */
async function show({ best, candidates, reason, explain, earliest, terminal }: Shown): Promise<void> {
  const { stdout, stderr, home, symbols } = terminal;
  const now = new Date().toISOString();
  const name = best === null ? null : targetName(best.target, home);
  if (explain) {
    const { candidateRows } = await import('../candidate-view/candidate-rows.ts');
    const rows = candidateRows(candidates, terminal, now);
    stdout.write(`${[...rows, ...(name === null ? [] : [` picked ${name}, ${reason}`])].join('\n')}\n`);
  } else if (name !== null) {
    stdout.write(`${name}\n`);
    if (stdout.isTty) stderr.write(stderr.colors.dim(` ${reason}; ccx pick --explain says more\n`));
  }
  if (best !== null) return;
  // Asking for the zone takes a while, and who finds room needs none.
  const back =
    earliest === null
      ? 'it is not known when one comes back'
      : `the first comes back at ${clockTime(earliest, { now, timeZone: terminal.timeZone })}`;
  stderr.write(` ${stderr.colors.red(symbols.failed)} no account has room: ${back}\n`);
  if (!explain) stderr.write('   ccx pick --explain     says why of each\n');
}
