import { AGENTS, type Instant } from '@ccx/contracts';
import { printableLine } from '../render/printable.ts';
import { shortPath } from '../render/short-path.ts';
import type { Terminal } from '../render/terminal.ts';
import { fieldRows } from '../render/field-rows.ts';
import { holdWords } from './hold-words.ts';
import { loginAge, loginCell } from './login-words.ts';
import { placeWords } from './place-words.ts';
import type { ProfileEntry } from './profile-entry.ts';

/** What stands beside what a list knows. */
export interface CardFacts {
  /** Names and words of what a person has set; `null` where it is at its default. */
  readonly settings: readonly (readonly [name: string, words: string | null])[];
  readonly boundFolders: readonly string[];
}

/** All of one profile that is not at its default. */
export function profileCard(
  entry: ProfileEntry,
  { settings, boundFolders }: CardFacts,
  terminal: Terminal,
  now: Instant,
): readonly string[] {
  const { home, timeZone, symbols } = terminal;
  const { health, sharedWith, agent } = entry;
  const who = [health?.login?.email, health?.login?.plan].filter((part) => typeof part === 'string');
  const login =
    health === null ? '-' : `${[loginCell(health, terminal), ...who].join(', ')} (${loginAge(health, now)})`;
  const fields: readonly (readonly [string, string | null])[] = [
    ['agent', AGENTS[agent].title],
    ['where', placeWords(entry, home)],
    ['login', login],
    ...settings,
    ['rotation', holdWords(entry, { now, timeZone })],
    ['shared', sharedWith.length === 0 ? null : `one account with ${sharedWith.join(', ')}: they share its quota`],
    ['bound', boundFolders.length === 0 ? null : boundFolders.map((folder) => shortPath(folder, home)).join(', ')],
    [
      'registered',
      entry.registered ? (entry.createdAt?.slice(0, 10) ?? 'by hand') : 'no: the default place of its agent',
    ],
  ];
  const mark = entry.active ? `${symbols.busy} ` : '';
  return [
    ` ${mark}${entry.name}`,
    ...fieldRows(
      fields.map(([key, words]) => [key, words && printableLine(words)]),
      terminal,
    ),
  ];
}
