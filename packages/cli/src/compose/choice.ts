import { isAgentKind, type Account, type Env, type Profile, type RunNeed, type UsabilityCheck } from '@ccx/contracts';
import type { FallbackStep } from '@ccx/headroom';
import type { ActiveChoice, ProfileBook } from '@ccx/profiles';
import type { ChoiceWords } from '../commands/choice-words.ts';
import { chooseAgent } from './agent.ts';

/** Which accounts a run may use, and who said so. */
export interface Choice {
  readonly need: RunNeed;
  readonly active: ActiveChoice;
  /** Every account that the need may mean, also those that nobody registered. */
  readonly profiles: readonly Profile[];
}

export interface ChoiceOptions {
  readonly book: ProfileBook;
  readonly env: Env;
  readonly home: string;
  /** Absolute path of the folder that is worked in. */
  readonly cwd: string;
  readonly model: string | null;
  /** Whether a person waits for it. */
  readonly attended: boolean;
  /** Where the session lies that is gone on with; `null`: a new one, or nobody knows. */
  readonly session: Account | null;
  /** Asked where nothing pins, no agent is named and several are installed. */
  readonly logins: UsabilityCheck;
}

/** Reads a person's choice: what the flags say, else the rules of the active profile, else the accounts of one agent. */
export async function composeChoice(words: ChoiceWords, options: ChoiceOptions): Promise<Choice> {
  const { book, env, home, cwd, model, attended, session, logins } = options;
  const [{ accountsInUse, findActive, unregisteredProfile }, { needOf }] = await Promise.all([
    import('@ccx/profiles/choice'),
    import('@ccx/headroom'),
  ]);
  const chosen = words.auto || words.only !== null || session !== null;
  const question = { agent: words.agent, flag: words.profile, cwd };
  const active: ActiveChoice =
    chosen && words.profile === null ? NOT_PINNED : await findActive(question, { book, env, home });
  const named = (names: readonly string[]): Promise<readonly Profile[]> =>
    Promise.all(names.map((name) => book.get(name)));
  const strangers = active.pin?.accounts.flatMap((one) => (one.profile === null ? [one.account] : [])) ?? [];
  const profiles = [...(await book.list()), ...strangers.map((account) => unregisteredProfile(account, home))];
  const pinned = active.pin?.accounts.map(({ account }) => account) ?? (session === null ? null : [session]);
  const only = words.only === null ? null : await named(words.only);
  const fallback = await Promise.all(
    words.fallback.map(async (name): Promise<FallbackStep> =>
      isAgentKind(name) ? { agent: name } : { account: await book.get(name) },
    ),
  );
  const first = words.agent ?? (pinned ?? only)?.[0]?.agent;
  const accounts = await accountsInUse(profiles, home);
  const agent = first ?? (await chooseAgent({ env, accounts, logins }));
  return { need: needOf({ pinned, only, fallback, agent, accounts, model, attended }), active, profiles };
}

const NOT_PINNED: ActiveChoice = { pin: null, findings: [] };
