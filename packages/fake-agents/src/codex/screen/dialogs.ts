import { appendFileSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Machine } from '../../machine/machine.ts';
import { wrapped } from '../../claude/screen/rows.ts';
import { codexHome } from '../account.ts';

const QUESTION =
  'Trust this folder? Codex can read, edit, and run files here, subject to your permission settings. Folder settings can run code automatically, even without a model request. Continue only if you trust these files. Your trust decision will be saved.';

/** Asks for trust in a folder; the first answer is the default. */
export function trustRows(cwd: string, chosen: number, columns: number): readonly string[] {
  const answers = ['1. Trust and continue', '2. Back to Agent Command Center'];
  return [
    '',
    '  Folder access',
    `  ${cwd}`,
    '',
    ...wrapped(QUESTION, columns - 4).map((line) => `  ${line}`),
    '',
    ...answers.map((answer, index) => `${chosen === index ? '›' : ' '} ${answer}`),
    '',
    '  enter continue · esc back',
  ];
}

const WAYS = [
  ['Sign in with ChatGPT', 'Usage included with Plus, Pro, Business, and Enterprise plans'],
  ['Sign in with Device Code', 'Sign in from another device with a one-time code'],
  ['Sign in another way', 'Use an API key or another provider'],
] as const;

/** The first run without a login. */
export function signInRows(chosen: number): readonly string[] {
  return [
    "  Welcome to Codex, OpenAI's command-line coding agent",
    '',
    '  Choose how you want to use Codex.',
    '',
    ...WAYS.flatMap(([name, about], index) => [
      `${chosen === index ? '>' : ' '} ${index + 1}. ${name}`,
      `     ${about}`,
      '',
    ]),
    '  Press enter to continue',
  ];
}

/** Whether `config.toml` trusts a folder. */
export function isTrusted(machine: Machine, cwd: string): boolean {
  try {
    const lines = readFileSync(join(codexHome(machine), 'config.toml'), 'utf8').split('\n');
    const at = lines.findIndex((line) => line.trim() === head(cwd));
    const next = lines.findIndex((line, index) => index > at && line.startsWith('['));
    const table = at === -1 ? [] : lines.slice(at, next === -1 ? undefined : next);
    return table.some((line) => /^\s*trust_level\s*=\s*"trusted"/.test(line));
  } catch {
    return false;
  }
}

/** Remembers the trust as the CLI does. */
export function trust(machine: Machine, cwd: string): void {
  mkdirSync(codexHome(machine), { recursive: true });
  appendFileSync(join(codexHome(machine), 'config.toml'), `\n${head(cwd)}\ntrust_level = "trusted"\n`);
}

const head = (cwd: string): string => `[projects.${JSON.stringify(cwd)}]`;
