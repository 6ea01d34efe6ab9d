import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { accountId, type Account } from '@ccx/contracts';
import { createTempHome, type TempHome } from '@ccx/testkit';
import { afterAll } from 'vitest';
import type { Command } from '../../src/process/find-cli.ts';

export const ACCOUNT: Account = { agent: 'codex', configDir: null, id: accountId('codex', null) };

const homes: TempHome[] = [];
afterAll(() => Promise.all(homes.map((home) => home.remove())));

/** A home that lives as long as the test's file, with a folder of Codex. */
export async function newHome(): Promise<TempHome> {
  const home = await createTempHome();
  homes.push(home);
  await mkdir(join(home.home, '.codex'), { mode: 0o700 });
  return home;
}

/** Writes a rollout as Codex names it, and nothing about when it was written: that is the file system's. */
export async function writeRollout(home: string, name: string, lines: readonly (string | object)[]): Promise<string> {
  const path = join(home, '.codex/sessions', `${name}.jsonl`);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, lines.map((line) => `${typeof line === 'string' ? line : JSON.stringify(line)}\n`).join(''));
  return path;
}

/** A program of these lines of JavaScript in the place of the CLI. */
export function program(script: string): Command {
  return { file: process.execPath, args: ['-e', script, '--'] };
}
