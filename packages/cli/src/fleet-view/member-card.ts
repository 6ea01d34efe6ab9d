import type { FleetMember } from '@ccx/contracts';
import type { SessionMessage } from '@ccx/fleet';
import { fieldRows } from '../render/field-rows.ts';
import { printableLine } from '../render/printable.ts';
import type { Terminal } from '../render/terminal.ts';
import { placeWords } from './fleet-cells.ts';
import { memberName } from './member-name.ts';
import type { FleetLook } from './list-columns.ts';
import { memberFacts } from './member-facts.ts';
import { stateMark } from './state-words.ts';

export interface MemberCardOptions extends FleetLook {
  readonly terminal: Terminal;
  readonly messages: readonly SessionMessage[];
}

/** All that is known of one session, and what was said last in it. */
export function memberCard(member: FleetMember, options: MemberCardOptions): readonly string[] {
  const { terminal, messages, nameOf, now } = options;
  const { stdout, symbols, timeZone, home } = terminal;
  const mark = stateMark(member.state.is, symbols, stdout.colors);
  const facts = memberFacts(member, nameOf(member), { now, timeZone });
  const said = messages.map(({ by, text }): readonly [string, string] => [by, printableLine(text)]);
  return [
    ` ${mark} ${stdout.colors.bold(memberName(member))}   ${placeWords(member, home)}`,
    ...fieldRows(facts, terminal),
    ...(said.length === 0 ? [] : ['', ...fieldRows(said, terminal)]),
  ];
}
