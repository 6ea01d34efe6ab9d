import { CcxError } from '@ccx/contracts';
import type { GoalNotes } from '@ccx/fleet';
import { EXIT } from '../../exit-codes.ts';
import { fieldRows } from '../../render/field-rows.ts';
import { memberName } from '../../fleet-view/member-name.ts';
import { printableLine } from '../../render/printable.ts';
import type { Terminal } from '../../render/terminal.ts';
import { namedMember, openFleet } from './open-fleet.ts';

export interface GoalFlags {
  readonly phase?: string;
  readonly emojis?: string;
  readonly rename?: string;
  readonly dod?: string;
  readonly dodStatus?: string;
  readonly role?: string;
  readonly clear?: boolean;
  readonly json?: boolean;
}

const NOTHING: GoalNotes = { goal: '', phase: '', emojis: '', rename: '', dodContract: '', dodStatus: '', role: '' };

/** `ccx fleet goal`: says what a session is at, for all who list it; without anything to say, shows what is said. */
export async function goalCommand(
  word: string,
  words: readonly string[],
  flags: GoalFlags,
  terminal: Terminal,
): Promise<number> {
  const { fleet } = await openFleet(terminal);
  const member = await namedMember(fleet, word);
  const goal = words.join(' ');
  const { phase, emojis, rename, dod: dodContract, dodStatus, role } = flags;
  const said = Object.entries({ phase, emojis, rename, dodContract, dodStatus, role }).filter(
    (entry): entry is [string, string] => entry[1] !== undefined,
  );
  if (flags.clear === true && (said.length > 0 || goal !== '')) {
    throw new CcxError('invalid_argument', '--clear takes all away, so nothing else can be said with it.');
  }
  const changes = { ...(flags.clear === true && NOTHING), ...Object.fromEntries(said), ...(goal !== '' && { goal }) };
  const notes = await fleet.note(member, changes);
  if (flags.json === true)
    terminal.stdout.write(`${JSON.stringify({ schemaVersion: 1, target: member.target, notes })}\n`);
  else {
    // What it is called may have come or gone with what was just said.
    const same = Object.keys(changes).length === 0;
    const now = same ? member : await namedMember(fleet, String(member.process.pid)).catch(() => member);
    terminal.stdout.write(`${[` ${memberName(now)}`, ...rows(notes, terminal)].join('\n')}\n`);
  }
  return EXIT.done;
}

function rows(notes: GoalNotes, terminal: Terminal): readonly string[] {
  const fields: readonly (readonly [string, string])[] = [
    ['goal', notes.goal],
    ['phase', notes.phase],
    ['emojis', notes.emojis],
    ['name', notes.rename],
    ['done when', notes.dodContract],
    ['so far', notes.dodStatus],
    ['role', notes.role],
  ];
  const there = fields.filter(([, text]) => text !== '');
  if (there.length === 0) return ['   nothing is said about it'];
  return fieldRows(
    there.map(([name, text]) => [name, printableLine(text)]),
    terminal,
  );
}
