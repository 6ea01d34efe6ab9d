import type { Instant, ProfileHealth } from '@ccx/contracts';
import { ageWords } from '../render/age.ts';
import type { Terminal } from '../render/terminal.ts';

/** A login does not come and go by itself; what was seen a day ago is shown with its age. */
const FRESH_MS = 24 * 3_600_000;

/** What was last learned of a login, in the colour of what a person should do; `-` where nothing was. */
export function loginCell(health: ProfileHealth | null, { stdout: { colors } }: Terminal): string {
  switch (health?.authStatus) {
    case undefined:
      return '-';
    case 'ok':
    case 'api-key':
    case 'unknown':
      return health?.authStatus ?? '-';
    case 'login-needed':
    case 'expired':
    case 'tier-deprecated':
      return colors.yellow(health?.authStatus ?? '-');
  }
}

/** How long ago that was. */
export function loginAge(health: ProfileHealth | null, now: Instant): string {
  if (health === null) return '-';
  const ageMs = Math.max(0, Date.parse(now) - Date.parse(health.checkedAt));
  return ageWords(ageMs, ageMs < FRESH_MS);
}
