import { homedir } from 'node:os';
import { AGENT_KINDS, AGENTS, CcxError, type AgentKind, type Profile } from '@ccx/contracts';
import { findExecutable } from '@ccx/contracts/host';
import type { ActiveChoice, ProfileBook } from '@ccx/profiles';
import { composeActive } from '../../compose/active.ts';
import { composeProfiles } from '../../compose/profiles.ts';
import { composeWho, type Who } from '../../compose/who.ts';
import type { ProfileEntry } from '../../profile-view/profile-entry.ts';
import { sharedWith } from '../../profile-view/same-account.ts';

/** A person's accounts, and what is known of their logins. */
export interface Accounts {
  readonly book: ProfileBook;
  readonly who: Who;
}

export async function openAccounts(): Promise<Accounts> {
  const [book, who] = await Promise.all([composeProfiles(process.env, homedir()), composeWho(process.env, homedir())]);
  return { book, who };
}

/**
 * All that a person has: what is registered, and the default places of agents that are installed or were. Nobody is
 * asked for it.
 */
export async function knownProfiles({ book, who }: Accounts): Promise<readonly ProfileEntry[]> {
  const { isRegistered } = await import('@ccx/profiles');
  const [profiles, active] = await Promise.all([book.list(), activeIds(book)]);
  const there = await Promise.all(profiles.map((profile) => isThere(profile)));
  const known = profiles.filter((_, at) => there[at]).map((profile) => ({ ...profile, health: who.kept(profile.id) }));
  return known.map((profile) => ({
    ...profile,
    registered: isRegistered(profile),
    active: active.has(profile.id),
    sharedWith: sharedWith(profile, known),
  }));
}

/** What the rules say in this folder and this shell, for each agent. */
export async function activeChoices(
  book: ProfileBook,
  agents: readonly AgentKind[],
): Promise<readonly { readonly agent: AgentKind; readonly choice: ActiveChoice }[]> {
  const ask = await composeActive(book, process.env, homedir());
  return Promise.all(
    agents.map(async (agent) => ({ agent, choice: await ask({ agent, flag: null, cwd: process.cwd() }) })),
  );
}

/** A choice that names nothing marks nothing: `ccx profile current` says what is wrong with it. */
async function activeIds(book: ProfileBook): Promise<ReadonlySet<string>> {
  try {
    const choices = await activeChoices(book, AGENT_KINDS);
    return new Set(choices.flatMap(({ choice }) => choice.pin?.accounts[0]?.account.id ?? []));
  } catch (error) {
    if (CcxError.is(error)) return new Set();
    throw error;
  }
}

/** Everything but the default place of an agent that nobody uses here. */
async function isThere(profile: Profile): Promise<boolean> {
  const { isInUse } = await import('@ccx/profiles');
  if (await isInUse(profile, homedir())) return true;
  return (await findExecutable(AGENTS[profile.agent].binaries, { env: process.env })) !== null;
}
