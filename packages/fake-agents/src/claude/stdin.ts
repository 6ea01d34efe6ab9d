import type { Machine } from '../machine/machine.ts';
import type { Scenario } from '../scenario/scenario.ts';

const SILENT =
  'Warning: no stdin data received in 3s, proceeding without it. If piping from a slow command, redirect stdin explicitly: < /dev/null to skip, or wait longer.\n';

/** The bytes of stdin as the scenario's pace lets them in. */
export async function* stdinChunks(machine: Machine, { stdin = {} }: Scenario): AsyncGenerator<Buffer> {
  if (stdin.delay !== undefined) await machine.sleep(stdin.delay);
  for await (const chunk of process.stdin) {
    if (stdin.delayPerChunk !== undefined) await machine.sleep(stdin.delayPerChunk);
    yield Buffer.from(chunk);
  }
}

/**
 * All of stdin as text. An open pipe on which nothing comes is given up after three seconds with the CLI's warning;
 * FAKE_AGENT_STDIN_WAIT_MS shortens them.
 */
export async function readPrompt(machine: Machine, scenario: Scenario): Promise<string> {
  if (process.stdin.isTTY) return '';
  const chunks: Buffer[] = [];
  const waitMs = Number(machine.env['FAKE_AGENT_STDIN_WAIT_MS'] ?? 3000);
  let timer: NodeJS.Timeout | undefined;
  const silence = new Promise<'silent'>((resolve) => {
    timer = setTimeout(() => resolve('silent'), waitMs);
  });
  const source = stdinChunks(machine, scenario);
  const whole = (async (): Promise<'whole'> => {
    for await (const chunk of source) {
      clearTimeout(timer);
      chunks.push(chunk);
    }
    return 'whole';
  })();
  try {
    if ((await Promise.race([whole, silence])) === 'silent') {
      await machine.stderr(SILENT);
      process.stdin.destroy();
      return '';
    }
    return Buffer.concat(chunks).toString('utf8');
  } finally {
    clearTimeout(timer);
  }
}
