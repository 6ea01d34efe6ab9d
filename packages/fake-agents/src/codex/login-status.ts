import type { Machine } from '../machine/machine.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { findAccount } from './account.ts';

/** Answers `codex login status`: all of it on stderr, as the CLI does. Gives the exit code. */
export async function loginStatus(machine: Machine, scenario: Scenario): Promise<number> {
  const { is, key } = findAccount(machine, scenario);
  if (is === 'none') {
    await machine.stderr('Not logged in\n');
    return 1;
  }
  if (is === 'chatgpt') {
    await machine.stderr('Logged in using ChatGPT\n');
    return 0;
  }
  const shown = key ?? 'sk-dummy-000000000';
  const masked = shown.length > 13 ? `${shown.slice(0, 8)}***${shown.slice(-5)}` : '***';
  await machine.stderr(`API key configured - ${masked}\nAuthentication is checked when you send a request.\n`);
  return 0;
}
