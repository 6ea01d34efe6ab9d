import { createInterface } from 'node:readline/promises';
import type { Profile } from '@ccx/contracts';
import { shortPath } from '../render/short-path.ts';
import { table } from '../render/table.ts';
import type { Terminal } from '../render/terminal.ts';

/** Lets a person choose by number or name; `null`: they left. It is asked on stderr, because stdout is evaluated. */
export async function askForProfile(profiles: readonly Profile[], { stderr, home }: Terminal): Promise<Profile | null> {
  const columns = ['', 'account', 'agent', 'where'].map((heading) => ({ heading }));
  const rows = profiles.map(({ name, agent, configDir }, at) => [
    String(at + 1),
    name,
    agent,
    configDir === null ? '-' : shortPath(configDir, home),
  ]);
  stderr.write(`${table(columns, rows).join('\n')}\n`);
  const asking = createInterface({ input: process.stdin, output: process.stderr });
  const left = new AbortController();
  asking.once('SIGINT', () => left.abort());
  asking.once('close', () => left.abort());
  try {
    for (;;) {
      const answer = (await asking.question(` Which one? `, { signal: left.signal })).trim();
      if (answer === '') return null;
      const found = profiles.find(({ name }, at) => answer === name || answer === String(at + 1));
      if (found !== undefined) return found;
      stderr.write(` There is no "${answer}".\n`);
    }
  } catch (error) {
    if (left.signal.aborted) return null;
    throw error;
  } finally {
    asking.close();
  }
}
