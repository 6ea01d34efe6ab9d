import { isSameLogin, type AgentKind, type LoginName, type QuotaState } from '@ccx/contracts';

interface Member {
  readonly agent: AgentKind;
  /** With an id or an address, as {@link mergedLogin} gives it. */
  readonly login: LoginName | null;
}

/** Groups logins that are one account at their vendor; each is in exactly one group. */
export function groupByAccount<T extends Member>(members: readonly T[]): readonly (readonly T[])[] {
  const groups: T[][] = [];
  for (const member of members) {
    const known = groups.find((group) => group.some((other) => isSameAccount(member, other)));
    if (known === undefined) groups.push([member]);
    else known.push(member);
  }
  return groups;
}

/** Whether two logins are one account at their vendor. */
export function isSameAccount(one: Member, other: Member): boolean {
  return one.agent === other.agent && one.login !== null && other.login !== null && isSameLogin(one.login, other.login);
}

/** The first that names somebody; what it leaves out is taken from others that name the same address. */
export function mergedLogin(logins: readonly (LoginName | null | undefined)[]): LoginName | null {
  const named = logins.flatMap((login) => (login && (login.accountUuid ?? login.email) !== null ? [login] : []));
  const [first] = named;
  if (first === undefined) return null;
  const alike = named.filter(({ email }) => email !== null && email === first.email);
  return {
    ...first,
    accountUuid: first.accountUuid ?? alike.find(({ accountUuid }) => accountUuid !== null)?.accountUuid ?? null,
    organization: first.organization ?? alike.find(({ organization }) => organization !== null)?.organization ?? null,
  };
}

/** What is known of one account through all of its logins: of each window the newest number, and all samples. */
export function sharedQuota(own: QuotaState, others: readonly QuotaState[]): QuotaState {
  const states = [own, ...others];
  const windows = new Map<string, NonNullable<QuotaState['good']>['windows'][number]>();
  for (const window of states.flatMap(({ good }) => good?.windows ?? [])) {
    const known = windows.get(window.id);
    if (known === undefined || window.capturedAt > known.capturedAt) windows.set(window.id, window);
  }
  const good = states.find((state) => state.good !== null)?.good ?? null;
  return {
    ...own,
    good: good && { ...good, account: own.account, windows: [...windows.values()] },
    samples: states.flatMap(({ samples }) => samples).toSorted((a, b) => (a.at < b.at ? -1 : Number(a.at > b.at))),
  };
}
