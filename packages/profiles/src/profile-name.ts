import { AGENTS, isAgentKind, type Account } from '@ccx/contracts';

const NAME = /^[a-z0-9][a-z0-9-]{0,62}$/;
/** Words that stand where a profile's name may stand: choices, and subcommands of `ccx quota NAME`. */
const RESERVED: readonly string[] = ['auto', 'none', 'all', 'wait', 'record', 'replay'];

/** Whether a text has the form of a profile's name; `.ccx-profile` files and variables hold such texts. */
export function isProfileName(value: unknown): value is string {
  return typeof value === 'string' && NAME.test(value);
}

/** Why an account cannot have this name, in words that follow it; `null` where it can. */
export function nameProblem(name: string, { agent, configDir }: Pick<Account, 'agent' | 'configDir'>): string | null {
  if (!isProfileName(name)) return 'is no name: expected a-z, 0-9 and -, not - first, at most 63 characters';
  if (RESERVED.includes(name)) return 'is a word of ccx';
  if (!isAgentKind(name) || (name === agent && configDir === null)) return null;
  return `is the name of the default place of ${AGENTS[name].title}`;
}

/** The name that was probably meant; `null` where none is near. */
export function nearestName(name: string, names: readonly string[]): string | null {
  const near = names
    .map((other) => ({ other, apart: distance(name, other) }))
    .filter(({ other, apart }) => apart <= Math.max(1, Math.floor(Math.max(name.length, other.length) / 3)))
    .toSorted((a, b) => a.apart - b.apart);
  return near[0]?.other ?? null;
}

/** Letters to put in, take out or replace; two that changed places count once. */
function distance(a: string, b: string): number {
  let [before, last]: number[][] = [[], Array.from({ length: b.length + 1 }, (_, at) => at)];
  for (let row = 1; row <= a.length; row++) {
    const now = [row];
    for (let at = 1; at <= b.length; at++) {
      const same = a[row - 1] === b[at - 1];
      const swapped = row > 1 && at > 1 && a[row - 1] === b[at - 2] && a[row - 2] === b[at - 1];
      now[at] = Math.min(
        cell(now, at - 1) + 1,
        cell(last, at) + 1,
        cell(last, at - 1) + (same ? 0 : 1),
        swapped ? cell(before, at - 2) + 1 : Infinity,
      );
    }
    [before, last] = [last, now];
  }
  return cell(last, b.length);
}

function cell(row: readonly number[] | undefined, at: number): number {
  return row?.[at] ?? Infinity;
}
