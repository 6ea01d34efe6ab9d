import {
  IMPORT_RULES,
  type CheckedTokens,
  type ImportCheck,
  type ImportDifference,
  type ImportReason,
} from '@ccx/usage';
import { count } from '../render/count.ts';
import { cutEnd } from '../render/cut.ts';
import { wrapped } from '../render/filled.ts';
import { money } from '../render/money.ts';
import { printableLine } from '../render/printable.ts';
import { table } from '../render/table.ts';
import type { Terminal } from '../render/terminal.ts';

/** What differs between a report of ccusage and ours, and what is known to make it. */
export function importRows(check: ImportCheck, { stdout, symbols }: Terminal): readonly string[] {
  const { kind, rows, differences, theirs, ours, timeZone } = check;
  if (rows === 0) return [` ccusage printed no row of ${kind}: there is nothing to compare`];
  if (differences.length === 0) return [` ${symbols.done} no row of ${rows} differs (${kind}, ${timeZone})`];
  const lines = [
    ...table(
      [
        { heading: kind },
        { heading: 'tokens', align: 'right' },
        { heading: 'cost', align: 'right' },
        { heading: 'ccusage minus ccx, because' },
      ],
      differences.map((row) => [
        printableLine(kind === 'session' ? row.key.slice(0, 8) : row.key),
        signed(totalOf(row.tokens), count),
        signed(row.costUsd, money),
        reasonWords(row),
      ]),
    ),
    '',
    ` ${differences.length} of ${rows} rows differ (${kind}, ${timeZone})`,
    ` ccusage ${count(totalOf(theirs.tokens))} tokens, ${money(theirs.costUsd)}; ccx ${count(totalOf(ours.tokens))} tokens, ${money(ours.costUsd)}`,
  ];
  return [
    ...lines.map((line) => cutEnd(line, stdout.columns(), symbols.ellipsis)),
    ...explained(differences).flatMap((line) => wrapped(line, stdout.columns())),
  ];
}

function reasonWords({ reasons, missing }: ImportDifference): string {
  const where = missing === null ? '' : missing === 'here' ? 'only there: ' : 'only here: ';
  if (reasons.length === 0) return `${where}not explained`;
  const words = new Set(reasons.map(({ rule, certain }) => (certain ? rule : `${rule}?`)));
  return where + [...words].join(', ');
}

/** A sentence for each rule that is named above. */
function explained(differences: readonly ImportDifference[]): readonly string[] {
  const reasons = differences.flatMap((row) => row.reasons);
  const rules = new Map<ImportReason['rule'], Set<string>>();
  for (const { rule, model } of reasons) {
    const models = rules.get(rule) ?? new Set();
    if (model !== undefined) models.add(printableLine(model));
    rules.set(rule, models);
  }
  const lines = [...rules].flatMap(([rule, models]) => [
    ` ${rule}${models.size === 0 ? '' : ` (${[...models].join(', ')})`}`,
    `   ${IMPORT_RULES[rule]}`,
  ]);
  const guessed = reasons.some(({ certain }) => !certain);
  return [
    ...(lines.length === 0 ? [] : ['', ...lines]),
    ...(guessed ? [' ? makes differences of this kind; that it made this one is not proved'] : []),
  ];
}

function totalOf({ input, output, cacheWrite, cacheRead }: CheckedTokens): number {
  return input + output + cacheWrite + cacheRead;
}

function signed(value: number, words: (value: number) => string): string {
  if (value === 0 || Math.abs(value) < 1e-6) return '0';
  return `${value < 0 ? '-' : '+'}${words(Math.abs(value))}`;
}
