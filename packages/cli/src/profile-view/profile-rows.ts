import type { Instant } from '@ccx/contracts';
import stringWidth from 'string-width';
import { cutEnd, cutMiddle } from '../render/cut.ts';
import { printableLine } from '../render/printable.ts';
import { table } from '../render/table.ts';
import type { Terminal } from '../render/terminal.ts';
import { holdWords } from './hold-words.ts';
import { loginAge, loginCell } from './login-words.ts';
import { placeWords } from './place-words.ts';
import type { ProfileEntry } from './profile-entry.ts';

const COLUMNS = ['name', 'agent', 'login', 'age', 'where', 'label'] as const;
type ColumnName = (typeof COLUMNS)[number];

/** What a table leaves out that is too wide, step by step; in the end its paths are cut too. */
const STEPS: readonly (readonly ColumnName[])[] = [
  COLUMNS,
  ['name', 'agent', 'login', 'age', 'where'],
  ['name', 'agent', 'login', 'where'],
];
const SHORTEST_PLACE = 12;

/** The table of `ccx profile list`, and below it what is out of the rotation and what is one account twice. */
export function profileRows(entries: readonly ProfileEntry[], terminal: Terminal, now: Instant): readonly string[] {
  const { stdout, symbols } = terminal;
  // Without a terminal nothing is left out: a reader may search for it.
  const width = stdout.isTty ? stdout.columns() : Number.POSITIVE_INFINITY;
  const tables = STEPS.map((names) => tableOf(entries, names, terminal, now, Number.POSITIVE_INFINITY));
  const fitting = tables.find((lines) => widthOf(lines) <= width) ?? narrow(entries, terminal, now, width);
  const { timeZone } = terminal;
  const held = entries.flatMap((entry) => {
    const words = holdWords(entry, { now, timeZone });
    return words === null ? [] : [` ${stdout.colors.yellow(symbols.waiting)} ${entry.name}: ${words}`];
  });
  const lines = [...fitting, ...held, ...sharedRows(entries, terminal)];
  return stdout.isTty ? lines.map((line) => cutEnd(line, width, symbols.ellipsis)) : lines;
}

/** A sentence for each set of profiles that are one account at the vendor. */
function sharedRows(entries: readonly ProfileEntry[], { stdout, symbols }: Terminal): readonly string[] {
  const groups = entries
    .filter(({ sharedWith }) => sharedWith.length > 0)
    .map(({ name, sharedWith }) => [name, ...sharedWith].toSorted().join(', '));
  return [...new Set(groups)].map(
    (names) => ` ${stdout.colors.yellow(symbols.warning)} ${names}: one account at the vendor, so they share its quota`,
  );
}

function narrow(entries: readonly ProfileEntry[], terminal: Terminal, now: Instant, width: number): readonly string[] {
  const names = STEPS.at(-1) ?? COLUMNS;
  const longest = Math.max(...entries.map((entry) => stringWidth(placeWords(entry, terminal.home))));
  const tooWide = widthOf(tableOf(entries, names, terminal, now, longest)) - width;
  return tableOf(entries, names, terminal, now, Math.max(SHORTEST_PLACE, longest - tooWide));
}

function tableOf(
  entries: readonly ProfileEntry[],
  names: readonly ColumnName[],
  terminal: Terminal,
  now: Instant,
  place: number,
): readonly string[] {
  const { symbols, home } = terminal;
  const rows = entries.map((entry): Readonly<Record<ColumnName, string>> => {
    const mark = entry.active ? symbols.busy : ' ';
    const where = placeWords(entry, home);
    return {
      name: `${mark} ${entry.name}`,
      agent: entry.agent,
      login: loginCell(entry.health, terminal),
      age: loginAge(entry.health, now),
      where: Number.isFinite(place) ? cutMiddle(where, place, symbols.ellipsis) : where,
      label: printableLine(entry.label ?? ''),
    };
  });
  const filled = names.filter((name) => name !== 'label' || rows.some(({ label }) => label !== ''));
  return table(
    filled.map((name) => ({ heading: name === 'name' ? '  name' : name })),
    rows.map((row) => filled.map((name) => row[name])),
  );
}

function widthOf(lines: readonly string[]): number {
  return Math.max(...lines.map((line) => stringWidth(line)));
}
