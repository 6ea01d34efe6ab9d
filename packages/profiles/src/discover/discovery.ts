import type { AgentKind } from '@ccx/contracts';

/** A config dir that a live session uses. */
export interface HomeInUse {
  readonly agent: AgentKind;
  /** `null`: the vendor's default place. */
  readonly configDir: string | null;
}

/** A config dir that looks like an account of its own and is not registered. */
export interface Discovery {
  readonly agent: AgentKind;
  /** Canonical, as `ProfileBook.add` takes it. */
  readonly configDir: string;
  /** Free and valid, made from the folder's name. */
  readonly name: string;
  /** Why it is proposed, in words for a person. */
  readonly evidence: readonly string[];
  /** Whether its credential file is there. A login may lie in the system's keychain instead, on macOS above all. */
  readonly hasLogin: boolean;
  /** Whether a live session uses it. */
  readonly inUse: boolean;
}

/** A folder of a telling name that is not proposed. */
export interface SkippedFolder {
  readonly path: string;
  /** In words for a person. */
  readonly reason: string;
}

/** What was found; nothing of it is registered. */
export interface DiscoveryReport {
  /** By agent, then by path. */
  readonly found: readonly Discovery[];
  readonly skipped: readonly SkippedFolder[];
}
