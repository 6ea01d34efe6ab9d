import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isLine, textAt } from '../claude/json.ts';
import type { Machine } from '../machine/machine.ts';
import type { Scenario } from '../scenario/scenario.ts';

/** `$CODEX_HOME`, or `~/.codex`. */
export function codexHome(machine: Machine): string {
  const moved = machine.env['CODEX_HOME'] ?? '';
  return moved === '' ? join(machine.home, '.codex') : moved;
}

/** Answers `codex login status`: all of it on stderr, as the CLI does. Gives the exit code. */
export async function loginStatus(machine: Machine, scenario: Scenario): Promise<number> {
  const { login } = scenario;
  const key = storedKey(machine);
  const is = login ?? key.is;
  if (is === 'none') {
    await machine.stderr('Not logged in\n');
    return 1;
  }
  if (is === 'api-key') {
    const shown = key.text ?? 'sk-dummy-000000000';
    const masked = shown.length > 13 ? `${shown.slice(0, 8)}***${shown.slice(-5)}` : '***';
    await machine.stderr(`API key configured - ${masked}\nAuthentication is checked when you send a request.\n`);
    return 0;
  }
  await machine.stderr('Logged in using ChatGPT\n');
  return 0;
}

function storedKey(machine: Machine): { readonly is: 'none' | 'api-key' | 'chatgpt'; readonly text: string | null } {
  try {
    const auth: unknown = JSON.parse(readFileSync(join(codexHome(machine), 'auth.json'), 'utf8'));
    if (!isLine(auth)) return { is: 'none', text: null };
    const text = textAt(auth, 'OPENAI_API_KEY');
    if (isLine(auth['tokens'])) return { is: 'chatgpt', text: null };
    return { is: text === null ? 'none' : 'api-key', text };
  } catch {
    return { is: 'none', text: null };
  }
}
