import { stdinChunks } from '../claude/stdin.ts';
import type { Machine } from '../machine/machine.ts';
import type { Scenario } from '../scenario/scenario.ts';

/** How long an open, silent pipe is waited for. Half a second in 0.61.0: `-p` with an open stdin runs all the same. */
const STDIN_WAIT_MS = 500;

/** What stdin brings, and the prompt's words below it; empty where there is neither. */
export async function gatherPrompt(machine: Machine, scenario: Scenario, typed: string | null): Promise<string> {
  const piped = process.stdin.isTTY ? '' : await readStdin(machine, scenario);
  return [piped, typed ?? ''].filter((part) => part !== '').join('\n\n');
}

async function readStdin(machine: Machine, scenario: Scenario): Promise<string> {
  const chunks: Buffer[] = [];
  const waitMs = Number(machine.env['FAKE_AGENT_STDIN_WAIT_MS'] ?? STDIN_WAIT_MS);
  let timer: NodeJS.Timeout | undefined;
  const silence = new Promise<'silent'>((resolve) => {
    timer = setTimeout(() => resolve('silent'), waitMs);
  });
  const whole = (async (): Promise<'whole'> => {
    for await (const chunk of stdinChunks(machine, scenario)) {
      clearTimeout(timer);
      chunks.push(chunk);
    }
    return 'whole';
  })();
  const end = await Promise.race([whole, silence]);
  clearTimeout(timer);
  if (end === 'silent') process.stdin.destroy();
  return Buffer.concat(chunks).toString('utf8');
}
