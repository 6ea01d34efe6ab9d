import { stdinChunks } from '../claude/stdin.ts';
import type { Machine } from '../machine/machine.ts';
import type { Scenario } from '../scenario/scenario.ts';

/**
 * The prompt's words and what stdin brings. Observed: with a prompt given, an open pipe is waited for without end; a
 * resumed thread with a prompt does not look at stdin. `null`: there is no prompt, which was said on stderr.
 */
export async function gatherPrompt(
  machine: Machine,
  scenario: Scenario,
  { typed, resumes }: { readonly typed: string | null; readonly resumes: boolean },
): Promise<string | null> {
  const fromStdin = typed === null || typed === '-';
  if (!fromStdin && (resumes || process.stdin.isTTY)) return typed;
  if (fromStdin && typed === null && process.stdin.isTTY) {
    await machine.stderr('No prompt provided. Either specify one as an argument or pipe the prompt into stdin.\n');
    return null;
  }
  await machine.stderr(fromStdin ? 'Reading prompt from stdin...\n' : 'Reading additional input from stdin...\n');
  const chunks: Buffer[] = [];
  for await (const chunk of stdinChunks(machine, scenario)) chunks.push(chunk);
  const piped = Buffer.concat(chunks).toString('utf8');
  if (!fromStdin) return piped.trim() === '' ? typed : `${typed}\n\n<stdin>\n${piped}\n</stdin>`;
  if (piped.trim() !== '') return piped;
  await machine.stderr('No prompt provided via stdin.\n');
  return null;
}
