import { MODEL_FRESH_MS, type Instant, type ModelDiscovery, type QuotaProblem } from '@ccx/contracts';
import { ageWords } from '../render/age.ts';
import { printableLine } from '../render/printable.ts';
import { table } from '../render/table.ts';
import type { Terminal } from '../render/terminal.ts';

/** One account's models as `ccx models --json` prints them. */
export interface ModelEntry extends ModelDiscovery {
  /** What a person calls the account. */
  readonly name: string;
  readonly accountId: string;
  /** Why the list is not a new one; `null` where nothing kept it from being one. */
  readonly problem: QuotaProblem | null;
}

const GAP = 2;

/**
 * The table of `ccx models`: a line for each model, and below it what has to be known of a list. Where the terminal is
 * too narrow for the levels of effort, they stand below the table too.
 */
export function modelRows(entries: readonly ModelEntry[], terminal: Terminal, now: Instant): readonly string[] {
  const wide = tableOf(entries, now, true);
  const fits = wide.every((line) => line.length + GAP <= terminal.stdout.columns());
  const levels = entries.flatMap(({ name, reasoningLevels }) =>
    reasoningLevels.length === 0 ? [] : [` ${name}: effort ${levelsOf(reasoningLevels)}`],
  );
  return [
    ...(fits ? wide : [...tableOf(entries, now, false), ...levels]),
    ...entries.flatMap((entry) => noteOn(entry, terminal)),
  ];
}

function tableOf(entries: readonly ModelEntry[], now: Instant, withLevels: boolean): readonly string[] {
  const headings = ['agent', 'model', 'aliases', ...(withLevels ? ['effort'] : []), 'source', 'age'];
  const rows = entries.flatMap((entry) => {
    const ageMs = Date.parse(now) - Date.parse(entry.capturedAt);
    return entry.models.map((model, at) => {
      const aliases = Object.keys(entry.aliases).filter((alias) => entry.aliases[alias] === model);
      const named = [printableLine(model), printableLine(aliases.join(', '))];
      if (at > 0) return ['', ...named];
      return [
        entry.name,
        ...named,
        ...(withLevels ? [levelsOf(entry.reasoningLevels)] : []),
        entry.source,
        ageWords(ageMs, ageMs < MODEL_FRESH_MS),
      ];
    });
  });
  return table(
    headings.map((heading) => ({ heading })),
    rows,
  );
}

function levelsOf(levels: readonly string[]): string {
  return levels.length === 0 ? '-' : printableLine(levels.join(', '));
}

/** A list that nobody has just told is never taken for one that somebody has. */
function noteOn({ name, source, capturedAt, problem }: ModelEntry, { symbols }: Terminal): readonly string[] {
  const note = (text: string): readonly string[] => [` ${symbols.warning} ${name}: ${text}`];
  const why = problem === null ? '' : ` ${printableLine(problem.detail)} [${problem.code}]`;
  if (source === 'default') {
    return note(`a default list that came with ccx, as of ${capturedAt.slice(0, 10)}.${why}`);
  }
  return problem === null ? [] : note(`the last list that is known.${why}`);
}
