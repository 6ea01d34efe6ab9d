import { AGENT_KINDS, type Account } from '@ccx/contracts';
import { EXIT } from '../../exit-codes.ts';
import { isLoggedIn, whoRows, type WhoEntry } from '../../profile-view/who-rows.ts';
import { accountName } from '../../render/account-name.ts';
import type { Terminal } from '../../render/terminal.ts';
import { startLiveLine } from '../../run-view/live-line.ts';
import { abortOnSignal } from '../abort-on-signal.ts';
import { activeChoices, knownProfiles, openAccounts, type Accounts } from './known.ts';

/** `ccx profile whoami`: who is logged in, as the vendor's own status command says it. */
export async function whoamiCommand(
  name: string | undefined,
  { json = false }: { readonly json?: boolean },
  terminal: Terminal,
): Promise<number> {
  const accounts = await openAccounts();
  const asked = name === undefined ? await activeAccounts(accounts, terminal.home) : [await named(name, accounts)];
  const { stdout, stderr, symbols } = terminal;
  const line = startLiveLine(stderr, symbols.ellipsis, () =>
    stderr.colors.dim(` ${symbols.waiting} asking ${asked.map((one) => one.name).join(', ')}`),
  );
  const aborting = abortOnSignal();
  try {
    const { signal } = aborting;
    const entries = await Promise.all(
      asked.map(async (one): Promise<WhoEntry> => ({ ...one, answer: await accounts.who.ask(one.account, signal) })),
    );
    line.stop();
    const text = json
      ? JSON.stringify({
          schemaVersion: 1,
          accounts: entries.map(({ answer, ...entry }) => ({ ...entry, ...answer, login: answer.login ?? null })),
        })
      : entries.flatMap((entry) => whoRows(entry, terminal)).join('\n');
    if (text !== '') stdout.write(`${text}\n`);
    return entries.some(({ answer }) => isLoggedIn(answer)) ? EXIT.done : EXIT.agentUnusable;
  } catch (error) {
    const code = aborting.exitCode();
    if (code === null) throw error;
    return code;
  } finally {
    line.stop();
    aborting.stop();
  }
}

type Asked = Omit<WhoEntry, 'answer'>;

async function named(name: string, { book }: Accounts): Promise<Asked> {
  const profile = await book.get(name);
  return { name: profile.name, profile: profile.name, account: accountOf(profile) };
}

/** The one that is active for each agent; where nobody chose, the vendor's default place. */
async function activeAccounts(accounts: Accounts, home: string | null): Promise<readonly Asked[]> {
  const known = await knownProfiles(accounts);
  const agents = AGENT_KINDS.filter((kind) => known.some(({ agent }) => agent === kind));
  const choices = await activeChoices(accounts.book, agents);
  return choices.flatMap(({ agent, choice }): readonly Asked[] => {
    const [first] = choice.pin?.accounts ?? [];
    if (first !== undefined) {
      const profile = first.profile?.name ?? null;
      return [{ name: profile ?? accountName(first.account, home), profile, account: first.account }];
    }
    const usual = known.find((profile) => profile.agent === agent && profile.configDir === null);
    return usual === undefined ? [] : [{ name: usual.name, profile: usual.name, account: accountOf(usual) }];
  });
}

function accountOf({ agent, configDir, id }: Account): Account {
  return { agent, configDir, id };
}
