import type { PriceDrift, UsageAudit, UsageOverhead } from '@ccx/usage';
import type { UsageObstacle } from '../compose/usage-obstacles.ts';
import { cutEnd, cutMiddle } from '../render/cut.ts';
import { count } from '../render/count.ts';
import { wrapped } from '../render/filled.ts';
import { money } from '../render/money.ts';
import { printableLine } from '../render/printable.ts';
import { shortPath } from '../render/short-path.ts';
import { table } from '../render/table.ts';
import type { Terminal } from '../render/terminal.ts';

/** Why a line or a file gave no call; others stand there in the scanner's own word. */
const REASONS: Readonly<Record<string, string>> = {
  duplicate: 'another line of a call that is counted',
  synthetic: 'written by the CLI itself, as errors are',
  copied: 'a call that another session made',
  malformed: 'not whole, or no JSON',
  unfinished: 'still being written',
  'unknown-shape': 'looks like a call and is not understood',
  'too-long': 'longer than any line that can be read',
  unreadable: 'a file or folder without permission',
  'not-a-file': 'a FIFO, a device or a folder, no file',
  link: 'a link, which is not followed',
};

/** What reports leave out, from the lines that gave no call to the prices that are not the vendor's. */
export function auditRows(
  audit: UsageAudit,
  obstacles: readonly UsageObstacle[],
  { stdout, symbols, home }: Terminal,
): readonly string[] {
  const { calls, archivedCalls, pricesCheckedAt, findings } = audit;
  const gone = archivedCalls === 0 ? '' : `, ${archivedCalls} of them from transcripts that are gone`;
  const cut = (line: string): string => cutEnd(line, stdout.columns(), symbols.ellipsis);
  const parts = [
    wrapped(
      ` ${calls} ${calls === 1 ? 'call is' : 'calls are'} counted${gone}; prices as of ${pricesCheckedAt.slice(0, 10)}`,
      stdout.columns(),
    ),
    skippedRows(audit),
    obstacleRows(obstacles, home).map((line) => cutMiddle(line, stdout.columns(), symbols.ellipsis)),
    overheadRows(audit.overhead),
    driftRows(audit.drift),
    findings.flatMap(({ what, why, mend }) => [
      ` ${symbols.warning} ${printableLine(what)}`,
      ...wrapped(`   ${printableLine(why)}`, stdout.columns()),
      ...(mend === null ? [] : wrapped(`   ${mend}`, stdout.columns())),
    ]),
  ].filter((rows) => rows.length > 0);
  return parts.flatMap((rows, at) => (at === 0 ? rows : ['', ...rows])).map(cut);
}

function skippedRows({ skipped, calls }: Pick<UsageAudit, 'skipped' | 'calls'>): readonly string[] {
  const reasons = Object.entries(skipped).filter(([, lines]) => lines > 0);
  if (reasons.length === 0 && calls === 0) return [' No transcript holds a call yet; ccx usage says where it looks.'];
  if (reasons.length === 0) return [' Every line that may hold a call gave one.'];
  return table(
    [{ heading: 'no call from', align: 'right' }, { heading: 'because' }, { heading: '' }],
    reasons.toSorted(([, a], [, b]) => b - a).map(([reason, lines]) => [String(lines), reason, REASONS[reason] ?? '']),
  );
}

const PLACES = 10;

/** Where there are links, devices and places without permission, so that a person can do something about them. */
function obstacleRows(obstacles: readonly UsageObstacle[], home: Terminal['home']): readonly string[] {
  const lines = obstacles.slice(0, PLACES).map(({ path, is }) => ` ${is}: ${printableLine(shortPath(path, home))}`);
  const more = obstacles.length - PLACES;
  return more > 0 ? [...lines, ` and ${more} more: ccx usage --audit --json`] : lines;
}

function overheadRows({ comparedSessions, unknownSessions, models }: UsageOverhead): readonly string[] {
  if (comparedSessions === 0) return [' No session has a sum of its vendor to compare with.'];
  const unknown = unknownSessions === 0 ? '' : `; of ${unknownSessions} it cannot be told`;
  const of = ` of ${comparedSessions} ${comparedSessions === 1 ? 'session' : 'sessions'} for which the vendor wrote a sum${unknown}`;
  if (models.length === 0) return [` No call without a record,${of}`];
  return [
    ...table(
      [
        { heading: 'calls without a record' },
        { heading: 'tokens', align: 'right' },
        { heading: 'cost', align: 'right' },
      ],
      models.map(({ model, tokens, costUsd }) => [printableLine(model), count(tokens.total), money(costUsd)]),
    ),
    of,
  ];
}

function driftRows(drift: readonly PriceDrift[]): readonly string[] {
  if (drift.length === 0) return [];
  return table(
    [
      { heading: "beside the vendor's price" },
      { heading: 'calls', align: 'right' },
      { heading: 'ours', align: 'right' },
      { heading: 'theirs', align: 'right' },
      { heading: 'apart', align: 'right' },
      { heading: 'by' },
    ],
    drift.map(({ model, basis, calls, oursUsd, vendorUsd, drift: apart }) => [
      printableLine(model),
      String(calls),
      money(oursUsd),
      money(vendorUsd),
      apart === null ? '-' : `${(apart * 100).toFixed(1)}%`,
      basis,
    ]),
  );
}
