import type { Candidate, Instant, Route } from '@ccx/contracts';
import { EXIT } from '../exit-codes.ts';
import { targetName } from '../render/account-name.ts';
import { clockTime } from '../render/clock-time.ts';
import { printableLine } from '../render/printable.ts';
import type { Terminal } from '../render/terminal.ts';
import type { OutputMode } from './run-options.ts';

/** Behind a reset, because the vendors' clocks are not ours. */
const AFTER_RESET_MS = 2 * 60_000;

/** A run that did not begin, because none of the accounts that it may use has room: says why, and gives the exit code. */
export function sayNoRoom({ candidates, earliest }: Route, mode: OutputMode, terminal: Terminal): number {
  const loginOnly = candidates.every(({ auth, blocked }) => blocked?.endsBy === 'person' && isLoggedOut(auth));
  const status = loginOnly ? 'auth' : 'limited';
  if (mode === 'json' || mode === 'jsonl') {
    const result = { schemaVersion: 1, status, earliest, attempts: [], candidates };
    terminal.stdout.write(`${JSON.stringify(mode === 'json' ? result : { type: 'run-result', ...result })}\n`);
  }
  const { stderr, symbols } = terminal;
  const now = new Date().toISOString();
  const names = candidates.map((candidate) => `   ${whyNot(candidate, terminal, now)}`);
  const head = loginOnly ? 'not logged in' : 'limited';
  const lines = [
    ` ${stderr.colors.red(symbols.failed)} ${head}   nothing ran`,
    ...names,
    ...nextStep(earliest, terminal, now),
  ];
  stderr.write(`${lines.join('\n')}\n`);
  return loginOnly ? EXIT.agentUnusable : EXIT.limited;
}

function whyNot({ target, blocked }: Candidate, { home, timeZone }: Terminal, now: Instant): string {
  const until = blocked?.until ? `, back ${clockTime(blocked.until, { now, timeZone })}` : '';
  return `${targetName(target, home)}: ${printableLine(blocked?.reason ?? 'not free now')}${until}`;
}

function nextStep(earliest: Instant | null, { timeZone }: Terminal, now: Instant): readonly string[] {
  if (earliest === null) return [];
  const at = new Date(Date.parse(earliest) + AFTER_RESET_MS).toISOString();
  return [`   the same with --wait     begins at ${clockTime(at, { now, timeZone })}`];
}

function isLoggedOut(auth: Candidate['auth']): boolean {
  return auth === 'login-needed' || auth === 'expired' || auth === 'tier-deprecated';
}
