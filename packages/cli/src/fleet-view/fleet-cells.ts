import { basename } from 'node:path';
import type { FleetMember, Instant } from '@ccx/contracts';
import { cutMiddle } from '../render/cut.ts';
import { printableLine } from '../render/printable.ts';
import { shortPath } from '../render/short-path.ts';

/** What a person calls a session: the name it was given, else its goal, else where it works, else its process. */
export function memberName({ name, goal, cwd, process: { pid } }: FleetMember): string {
  const words = [name ?? '', goal, basename(cwd ?? '')].map(printableLine);
  return words.find((word) => word !== '') ?? `process ${pid}`;
}

/** Where it works: the short path, and the branch after two spaces. Unknown is `-`. */
export function placeWords({ cwd, extras }: FleetMember, home: string | null): string {
  return [folderOf(cwd, home), branchOf(extras)].filter((word) => word !== '').join('  ');
}

/** The same in at most `columns` cells: the path is cut in its middle, the branch goes where no room is left for it. */
export function placeCell(
  { cwd, extras }: FleetMember,
  { home, columns, ellipsis }: { readonly home: string | null; readonly columns: number; readonly ellipsis: string },
): string {
  const branch = branchOf(extras);
  const room = columns - branch.length - 2;
  if (branch === '' || room < SHORTEST_PATH) return cutMiddle(folderOf(cwd, home), columns, ellipsis);
  return `${cutMiddle(folderOf(cwd, home), room, ellipsis)}  ${branch}`;
}

const SHORTEST_PATH = 8;

function folderOf(cwd: string | null, home: string | null): string {
  if (cwd === null) return '-';
  return cwd === home ? '~' : printableLine(shortPath(cwd, home));
}

function branchOf({ gitBranch }: FleetMember['extras']): string {
  return printableLine(gitBranch ?? '');
}

/** How long ago, in one look: `40s`, `4m`, `2h 10m`, `3d 4h`. Unknown is `-`. */
export function sinceWords(since: Instant | null, now: Instant): string {
  if (since === null) return '-';
  const seconds = Math.max(0, Math.floor((Date.parse(now) - Date.parse(since)) / 1000));
  if (seconds < 60) return `${seconds}s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes}m`;
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return two(hours, 'h', minutes % 60, 'm');
  return two(Math.floor(hours / 24), 'd', hours % 24, 'h');
}

function two(large: number, largeUnit: string, small: number, smallUnit: string): string {
  return small === 0 ? `${large}${largeUnit}` : `${large}${largeUnit} ${small}${smallUnit}`;
}

/** How full the context is: `61%`. Unknown is `-`. */
export function contextWords(percent: number | null): string {
  return percent === null ? '-' : `${Math.round(percent)}%`;
}
