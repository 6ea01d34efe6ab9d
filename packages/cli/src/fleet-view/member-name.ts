import { basename } from 'node:path';
import type { FleetMember } from '@ccx/contracts';
import { printableLine } from '../render/printable.ts';

/** What a person calls a session: the name it was given, else its goal, else where it works, else its process. */
export function memberName({ name, goal, cwd, process: { pid } }: FleetMember): string {
  const words = [name ?? '', goal, basename(cwd ?? '')].map(printableLine);
  return words.find((word) => word !== '') ?? `process ${pid}`;
}
