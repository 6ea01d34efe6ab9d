import { readFile, realpath } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { AGENTS } from '@ccx/contracts';
import { parseFields, textOf } from '../fields.ts';
import { askProcess } from '../process/ask-process.ts';
import type { ModelsQuestion } from './found-models.ts';

/** Slower than this is broken; Gemini CLI 0.61.0 takes two seconds on a busy machine. */
const LONGEST_MS = 10_000;
/** How far above a program its package may begin (`bin/claude.exe`, `dist/cli/index.js`). */
const LEVELS = 4;

/** The version of a CLI: that of the package it lies in, else what `--version` says; `null` where neither tells one. */
export async function cliVersion(question: ModelsQuestion): Promise<string | null> {
  const { cli, account } = question;
  return (await packageVersion(cli.file, AGENTS[account.agent].npmPackage)) ?? (await askVersion(question));
}

/** As the runner's installed-version.ts does. */
async function packageVersion(file: string, npmPackage: string): Promise<string | null> {
  let folder = dirname(await realpath(file).catch(() => file));
  for (let level = 0; level < LEVELS; level += 1) {
    const manifest = parseFields(await readFile(join(folder, 'package.json'), 'utf8').catch(() => ''));
    const name = textOf(manifest?.['name']) ?? '';
    if (name === npmPackage || name.startsWith(`${npmPackage}-`)) return textOf(manifest?.['version']);
    folder = dirname(folder);
  }
  return null;
}

async function askVersion({ cli, env, folder, timeoutMs, signal }: ModelsQuestion): Promise<string | null> {
  const { lines } = await askProcess({
    file: cli.file,
    args: [...cli.args, '--version'],
    env,
    cwd: folder,
    timeoutMs: Math.min(timeoutMs, LONGEST_MS),
    signal,
  });
  return /\d+\.\d+\.\d+[\w.+-]*/.exec(lines.join('\n'))?.[0] ?? null;
}
