import type { Orphan } from '@ccx/fleet';
import { EXIT } from '../../exit-codes.ts';
import { orphanRows } from '../../fleet-view/orphan-rows.ts';
import type { Terminal } from '../../render/terminal.ts';
import { createAsker } from '../profile/ask-yes.ts';
import { openFleet } from './open-fleet.ts';

export interface ReapFlags {
  readonly yes?: boolean;
  readonly json?: boolean;
}

/** `ccx fleet reap`: lists agents that nobody can talk to any more, asks, and ends those that the person names. */
export async function reapCommand({ yes = false, json = false }: ReapFlags, terminal: Terminal): Promise<number> {
  const { fleet } = await openFleet(terminal);
  const orphans = await fleet.orphans();
  const { stdout, stderr, symbols } = terminal;
  if (json) stdout.write(`${JSON.stringify({ schemaVersion: 1, orphans })}\n`);
  else stdout.write(`${orphanRows(orphans, terminal).join('\n')}\n`);
  if (orphans.length === 0 || (json && !yes)) return EXIT.done;
  if (!yes && !process.stdin.isTTY) {
    stderr.write('   ccx fleet reap --yes     ends them\n');
    return EXIT.done;
  }
  const chosen = yes ? orphans : await askAbout(orphans);
  if (chosen === null) return EXIT.interrupted;
  let left = 0;
  for (const orphan of chosen) {
    const { ended } = await fleet.reap(orphan);
    if (!ended) left += 1;
    const mark = ended ? stderr.colors.green(symbols.done) : stderr.colors.red(symbols.failed);
    stderr.write(` ${mark} ${orphan.agent} ${orphan.process.pid} ${ended ? 'has ended' : 'could not be ended'}\n`);
  }
  return left === 0 ? EXIT.done : EXIT.failed;
}

/** One question each; `null`: the person left. */
async function askAbout(orphans: readonly Orphan[]): Promise<readonly Orphan[] | null> {
  const asker = createAsker();
  try {
    const chosen: Orphan[] = [];
    for (const orphan of orphans) {
      const answer = await asker.ask(`end ${orphan.agent} ${orphan.process.pid}?`);
      if (answer === null) return null;
      if (answer) chosen.push(orphan);
    }
    return chosen;
  } finally {
    asker.stop();
  }
}
