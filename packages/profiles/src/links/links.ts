import type { Account, Clock, Env } from '@ccx/contracts';
import type { LinkItem } from '../agent-home.ts';
import type { LiveSession } from '../live/live-session.ts';
import { liveSessions } from '../live/live-sessions.ts';
import { systemClock } from '../system-clock.ts';
import { applyLinks, type LinkReport } from './apply-links.ts';
import type { LinkContext } from './context.ts';
import { realDisk, type Disk } from './disk.ts';
import { planHistory, type HistoryPlan } from './history/plan-history.ts';
import { shareHistory, type HistoryReport } from './history/share-history.ts';
import type { CopyProgress } from './history/staging.ts';
import { unshareHistory, type UnshareReport } from './history/unshare-history.ts';
import { dependentsOf, linkStatus, type Dependent, type LinkStatus } from './link-status.ts';
import { planLinks, type LinkPlan } from './plan-links.ts';
import { unlink, type UnlinkReport } from './unlink.ts';

export interface LinksOptions {
  /** As `ccxPaths(env, home).state`: lists of what was linked, and backups. */
  readonly stateDir: string;
  readonly env: Env;
  readonly home: string;
  /** Accounts on which ccx runs something now, by the run ledger. Default: none. */
  readonly running?: () => Promise<readonly Account[]>;
  /** Who is looked for before a history is moved. @default liveSessions */
  readonly sessions?: (account: Account) => Promise<readonly LiveSession[]>;
  readonly clock?: Pick<Clock, 'now'>;
  /** How files are changed. @default the disk */
  readonly disk?: Disk;
}

/**
 * What one account uses of another's, of the same agent: customisations, and on request the history of sessions. Every
 * link is listed in a manifest before it is made; only what is listed there is ever removed, and only while it still is
 * that link. What lay in its place is moved to a dated backup and comes back with unlinking; nothing is deleted.
 * A change that fails leaves all as it was; one that was killed is brought to an end by the next.
 */
export interface Links {
  /**
   * Looks only.
   *
   * @throws {CcxError} `invalid_argument` for one account, two agents, an item that the agent does not have;
   * `link_conflict` for a source that leads back; `invalid_config` for a manifest that cannot be understood
   */
  plan(to: Account, from: Account, items: readonly LinkItem[]): Promise<LinkPlan>;
  /**
   * Makes the links of a plan, all or none.
   *
   * @param options.replace moves what lies in their places to a backup. Default `false`: it is a `link_conflict`
   * @throws {CcxError} as `plan`; `link_conflict`, `io_failed`, `lock_timeout`
   */
  apply(plan: LinkPlan, options?: { readonly replace?: boolean }): Promise<LinkReport>;
  /** Without items: all, but for a shared history. @throws {CcxError} `invalid_config`, `io_failed`, `lock_timeout` */
  unlink(to: Account, items?: readonly LinkItem[]): Promise<UnlinkReport>;
  /** What is linked, and what became of it. Looks only. */
  status(account: Account): Promise<LinkStatus>;
  /** Who uses something of this account. Looks only. */
  dependents(account: Account): Promise<readonly Dependent[]>;
  /**
   * What it would mean that `to` keeps its sessions in the folder of `from`. Looks only; reads files that both have.
   *
   * @throws {CcxError} `invalid_argument`, `link_conflict`, `agent_unsupported_option` for an agent whose sessions ccx
   * does not go on with, `platform_unsupported` where live sessions cannot be found out
   */
  planHistory(to: Account, from: Account): Promise<HistoryPlan>;
  /**
   * Copies the sessions of `to` into the folder of `from`, compares the copies, moves the own folder to a backup and puts
   * a link in its place. A file that both have must be the same, or be the beginning of the one of `from`.
   *
   * @throws {CcxError} as `planHistory`; `profile_in_use` while a session or a run of either account lives,
   * `link_conflict`, `io_failed`, `lock_timeout`
   */
  shareHistory(
    plan: HistoryPlan,
    options?: { readonly onProgress?: (progress: CopyProgress) => void },
  ): Promise<HistoryReport>;
  /**
   * Puts the own folder of before back. What was written meanwhile stays with the other account.
   *
   * @throws {CcxError} `not_found` where nothing is shared, `profile_in_use`, `link_conflict`, `invalid_config`
   */
  unshareHistory(to: Account): Promise<UnshareReport>;
}

/**
 * @example
 * const links = createLinks({ stateDir: ccxPaths(env, home).state, env, home });
 * await links.apply(await links.plan(work, base, ['settings', 'skills']));
 */
export function createLinks({
  stateDir,
  env,
  home,
  clock = systemClock,
  disk = realDisk,
  ...ports
}: LinksOptions): Links {
  const place = { env, home };
  const { running = async () => [], sessions = (account) => liveSessions(account, place) } = ports;
  const context: LinkContext = { stateDir, place, clock, disk, running, sessions };
  return {
    plan: (to, from, items) => planLinks(context, to, from, items),
    apply: (plan, options) => applyLinks(context, plan, options),
    unlink: (to, items) => unlink(context, to, items ?? null),
    status: (account) => linkStatus(context, account),
    dependents: (account) => dependentsOf(context, account),
    planHistory: (to, from) => planHistory(context, to, from),
    shareHistory: (plan, options) => shareHistory(context, plan, options),
    unshareHistory: (to) => unshareHistory(context, to),
  };
}
