import type { Profile, ProfileHealth } from '@ccx/contracts';

/** What is known of one profile without asking anybody, as `ccx profile list --json` prints it. */
export interface ProfileEntry extends Profile {
  /** `false`: a vendor's default place that nobody registered. */
  readonly registered: boolean;
  /** A run in this folder would use it, because a person said so. */
  readonly active: boolean;
  /** The last that was learned of its login; `null`: nothing yet. */
  readonly health: ProfileHealth | null;
  /** Names of the others that are the same account at the vendor. */
  readonly sharedWith: readonly string[];
}
