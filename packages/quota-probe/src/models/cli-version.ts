import { askProcess } from '../process/ask-process.ts';
import type { ModelsQuestion } from './found-models.ts';

/** Slower than this is broken; Gemini CLI 0.61.0 takes two seconds on a busy machine. */
const LONGEST_MS = 10_000;

/** What `--version` says; `null` where it names no version. */
export async function cliVersion({ cli, env, folder, timeoutMs, signal }: ModelsQuestion): Promise<string | null> {
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
