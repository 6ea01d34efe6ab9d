export type {
  Binding,
  ChoiceSettings,
  ImportReport,
  ProfileBook,
  ProfileChange,
  ProfileDraft,
  RemovalReport,
} from './profile-book.ts';
export type { ProfilesOptions } from './registry/open-profiles.ts';
export { openProfiles } from './registry/open-profiles.ts';
export { isProfileName } from './profile-name.ts';
export type { PathContext } from './config-dir.ts';
export { canonicalConfigDir } from './config-dir.ts';
export { ambientAccount } from './ambient.ts';

export type { ActiveChoice, ActiveQuestion, Pin, PinnedAccount, PinRule, RuleFinding } from './active-choice.ts';
export { findActive } from './active/find-active.ts';

export type { LiveSession } from './live/live-session.ts';
export { liveSessions } from './live/live-sessions.ts';
export { homesInUse } from './live/homes-in-use.ts';

export type { Discovery, DiscoveryReport, HomeInUse, SkippedFolder } from './discover/discovery.ts';
export { discoverProfiles } from './discover/discover-profiles.ts';
export { accountsInUse, isInUse, isRegistered } from './in-use.ts';
export { unregisteredProfile } from './unregistered.ts';

export type { HealthFile, HealthOptions } from './health/health-file.ts';
export { openHealth } from './health/health-file.ts';
export type { KeptUsabilityOptions } from './health/kept-usability.ts';
export { keptUsability } from './health/kept-usability.ts';
export { healthObserver } from './health/health-observer.ts';
export { rememberedUsability } from './health/remembered-usability.ts';

export type { ShellEmitterOptions } from './shell/shell-emitter.ts';
export { createShellEmitter } from './shell/shell-emitter.ts';
export { detectShell } from './shell/detect-shell.ts';

export type { LinkItem } from './agent-home.ts';
export { LINK_ITEMS } from './agent-home.ts';
export type { Links, LinksOptions } from './links/links.ts';
export { createLinks } from './links/links.ts';
export type { LinkPlan, PlannedLink } from './links/plan-links.ts';
export type { LinkReport } from './links/apply-links.ts';
export type { UnlinkReport } from './links/unlink.ts';
export type { Dependent, LinkStanding, LinkStatus } from './links/link-status.ts';
export type { HistoryPlan } from './links/history/plan-history.ts';
export type { HistoryReport } from './links/history/share-history.ts';
export type { CopyProgress } from './links/history/staging.ts';
export type { UnshareReport } from './links/history/unshare-history.ts';
