import type { Terminal } from '../render/terminal.ts';

/** A line about whose days and clock are meant; none where they are the person's own. */
export function foreignZone(timeZone: string, { timeZone: own }: Pick<Terminal, 'timeZone'>): readonly string[] {
  return timeZone === own ? [] : [` days and times of ${timeZone}`];
}
