import { EXIT } from '../../exit-codes.ts';
import { orphanRows } from '../../fleet-view/orphan-rows.ts';
import type { Terminal } from '../../render/terminal.ts';
import { createAsker } from '../profile/ask-yes.ts';
import { openFleet } from './open-fleet.ts';

export interface ReapFlags {
  readonly yes?: boolean;
  readonly json?: boolean;
}

/** `ccx fleet reap`: lists agents that nobody can talk to any more, and ends each for which the person says yes. */
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
  const asker = yes ? null : createAsker();
  let left = 0;
  try {
    for (const orphan of orphans) {
      const { agent, process: id } = orphan;
      const answer = asker === null ? true : await asker.ask(`end ${agent} ${id.pid}?`);
      if (answer === null) return EXIT.interrupted;
      if (!answer) continue;
      const { ended } = await fleet.reap(orphan);
      if (!ended) left += 1;
      const mark = ended ? stderr.colors.green(symbols.done) : stderr.colors.red(symbols.failed);
      stderr.write(` ${mark} ${agent} ${id.pid} ${ended ? 'has ended' : 'could not be ended'}\n`);
    }
    return left === 0 ? EXIT.done : EXIT.failed;
  } finally {
    asker?.stop();
  }
}
