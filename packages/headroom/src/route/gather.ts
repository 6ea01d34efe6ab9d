import type { Account, Instant, LoginName, Profile, QuotaState, RunAttempt, RunNeed, RunRecord } from '@ccx/contracts';
import type { LoginKnown, PastAttempt, ProfileUsage, RankInput } from '../rank/rank-input.ts';
import { limitingWindows } from '../windows.ts';
import { pastAttempts, seenElsewhere } from './past-attempts.ts';
import type { RouterPorts } from './router-ports.ts';
import { groupByAccount, isSameAccount, mergedLogin, sharedQuota } from './same-account.ts';
import { triedOn } from './tried.ts';

const DAY_MS = 24 * 3_600_000;
/** How far back runs are looked at: money that was missing a week ago is worth another try. */
const RECENT_MS = 7 * DAY_MS;

/** The accounts that a need may mean with all that the ports know of them, as soon as it is said which runs are under way. */
export type Gathered = (running: readonly RunRecord[]) => readonly RankInput[];

/** What the ports know of one account. */
interface Asked {
  readonly agent: Profile['agent'];
  readonly profile: Profile;
  readonly quota: QuotaState;
  readonly known: LoginKnown | null;
  readonly login: LoginName | null;
  readonly usage: ProfileUsage | null;
  readonly turns: readonly Instant[] | null;
}

/** Asks all ports for all accounts at once. */
export async function gather(
  need: RunNeed,
  before: readonly RunAttempt[],
  { profiles, ledger, ...ports }: RouterPorts,
): Promise<Gathered> {
  const listed = await profiles.list();
  const meant = listed.filter((profile) => mayUse(profile, need, before));
  const [results, wanted] = await Promise.all([
    meant.length === 0 ? [] : ledger.recent(RECENT_MS),
    Promise.all(meant.map((profile) => ask(profile, ports))),
  ]);
  const twins = await twinsOf(wanted, listed, ports);
  const asked = [...wanted, ...(await Promise.all(twins.map((profile) => ask(profile, ports))))];
  const past = pastAttempts(results.flatMap(({ attempts }) => attempts));
  const groups = groupByAccount(asked);
  return (running) =>
    groups.flatMap((group) => {
      const ids = new Set(group.map(({ profile }) => profile.id));
      const count = running.filter(({ target }) => ids.has(target.account.id)).length;
      return group.flatMap((one) => (wanted.includes(one) ? [inputOf(one, { group, count, past, before })] : []));
    });
}

/** Other logins of accounts that are meant: they are not offered, but what they used and who runs on them counts. */
async function twinsOf(
  wanted: readonly Asked[],
  listed: readonly Profile[],
  { loginOf }: Pick<RouterPorts, 'loginOf'>,
): Promise<readonly Profile[]> {
  if (loginOf === undefined) return [];
  const agents = new Set(wanted.flatMap(({ agent, login }) => (login === null ? [] : [agent])));
  const others = listed.filter(
    ({ agent, id }) => agents.has(agent) && !wanted.some(({ profile }) => profile.id === id),
  );
  const logins = await Promise.all(others.map(({ agent, configDir, id }) => loginOf({ agent, configDir, id })));
  return others.filter(({ agent }, at) => {
    const login = logins[at] ?? null;
    return login !== null && wanted.some((one) => isSameAccount(one, { agent, login }));
  });
}

/** Where nothing is pinned, a run may go on outside of what it was to begin with. */
function mayUse({ agent, id }: Profile, { agents, only, pinned }: RunNeed, before: readonly RunAttempt[]): boolean {
  if (agents.length > 0 && !agents.includes(agent)) return false;
  return only.length === 0 || only.includes(id) || (!pinned && before.length > 0);
}

async function ask(
  profile: Profile,
  { quota, usability, usage, clock, loginOf }: Omit<RouterPorts, 'profiles' | 'ledger'>,
): Promise<Asked> {
  const { agent, configDir, id } = profile;
  const account: Account = { agent, configDir, id };
  const [state, checked, used, kept] = await Promise.all([
    quota.read(account),
    usability?.check(account) ?? null,
    usage?.used(account, clock.now()) ?? null,
    loginOf?.(account) ?? null,
  ]);
  const since = new Date(Date.parse(clock.now()) - RECENT_MS).toISOString();
  const numbers = limitingWindows(state.good, null).some(({ usedPercent }) => usedPercent !== null);
  return {
    agent,
    profile,
    quota: state,
    known: checked,
    login: mergedLogin([kept, checked?.login, state.good?.login]),
    usage: used,
    turns: numbers || usage === null ? null : await usage.turns(account, since),
  };
}

function inputOf(
  { profile, quota, known, usage, turns }: Asked,
  {
    group,
    count,
    past,
    before,
  }: {
    readonly group: readonly Asked[];
    readonly count: number;
    readonly past: ReadonlyMap<string, readonly PastAttempt[]>;
    readonly before: readonly RunAttempt[];
  },
): RankInput {
  const siblings = group.filter((one) => one.profile.id !== profile.id);
  const ids = siblings.map((one) => one.profile.id);
  const { held, limits } = triedOn(profile.id, ids, before);
  return {
    profile,
    quota:
      siblings.length === 0
        ? quota
        : sharedQuota(
            quota,
            siblings.map((one) => one.quota),
          ),
    login: known,
    usage,
    turns,
    attempts: [...(past.get(profile.id) ?? []), ...ids.flatMap((id) => seenElsewhere(past.get(id) ?? [])), ...limits],
    running: count,
    sharedWith: siblings.map((one) => one.profile.name),
    held,
  };
}
