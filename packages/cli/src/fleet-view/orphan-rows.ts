import type { Orphan } from '@ccx/fleet';
import { cutEnd } from '../render/cut.ts';
import { duration } from '../render/duration.ts';
import { printableLine } from '../render/printable.ts';
import { shortPath } from '../render/short-path.ts';
import { table } from '../render/table.ts';
import type { Terminal } from '../render/terminal.ts';

const LONGEST_COMMAND = 32;

/** The agents that nobody can talk to any more, with how long they have run and what they take. */
export function orphanRows(orphans: readonly Orphan[], { stdout, symbols, home }: Terminal): readonly string[] {
  if (orphans.length === 0) return [' no agent was left behind'];
  const headings = [
    { heading: 'pid', align: 'right' as const },
    { heading: 'agent' },
    { heading: 'age', align: 'right' as const },
    { heading: 'memory', align: 'right' as const },
    { heading: 'where' },
    { heading: 'called with' },
  ];
  const rows = orphans.map(({ process: { pid }, agent, ageMs, memoryBytes, cwd, args }) => [
    String(pid),
    agent,
    ageMs === null ? '-' : duration(ageMs),
    memoryBytes === null ? '-' : `${Math.round(memoryBytes / 1e6)} MB`,
    cwd === null ? '-' : printableLine(shortPath(cwd, home)),
    cutEnd(printableLine(args.join(' ')), LONGEST_COMMAND, symbols.ellipsis),
  ]);
  const lines = table(headings, rows);
  const reasons = Map.groupBy(orphans, ({ why }) => why);
  const notes = [...reasons].map(([why, { length }]) =>
    reasons.size === 1 ? ` ${why}` : ` ${length} of them: ${why}`,
  );
  return [...lines.map((line) => (stdout.isTty ? cutEnd(line, stdout.columns(), symbols.ellipsis) : line)), ...notes];
}
