import type { QuotaReading } from '@ccx/contracts';
import type { Finished } from './program.ts';

/** A reset that survives the minutes in which screens count. */
export const inHours = (hours: number): Date => new Date(Math.ceil(Date.now() / 60_000) * 60_000 + hours * 3_600_000);

export interface Asked {
  ccx(args: readonly string[]): Promise<Finished>;
  allEnd(): Promise<void>;
}

/** What the screen of the one account says. No process of the probe is left. */
export async function readScreen(world: Asked, agent: string): Promise<QuotaReading> {
  const { stdout, stderr } = await world.ccx(['quota', '--agent', agent, '--source', 'pty', '--refresh', '--json']);
  await world.allEnd();
  try {
    return JSON.parse(stdout).accounts[0].reading;
  } catch (cause) {
    throw new Error(`no reading on stdout:\n${stdout}\n${stderr}`, { cause });
  }
}
