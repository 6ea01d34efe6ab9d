import type { FleetMember } from '@ccx/contracts';
import { placeWords } from '../fleet-view/fleet-cells.ts';
import { memberFacts } from '../fleet-view/member-facts.ts';
import { memberName } from '../fleet-view/member-name.ts';
import { cutEnd } from '../render/cut.ts';
import { printableLine } from '../render/printable.ts';
import type { Look } from './frame.ts';
import { memberKey } from '@ccx/fleet';
import type { ScreenState } from './screen-state.ts';

const LABEL = 11;

/** Lines kept for what was said, however much else is known, with the empty one before them. */
const SAID_LEAST = 4;

/** What is known of one session, what matters most first, and as much of what was said last in it as fits. */
export function detailLines(
  member: FleetMember,
  { naming, messages }: Pick<ScreenState, 'naming' | 'messages'>,
  { terminal, now }: Look,
  { columns, lines }: { readonly columns: number; readonly lines: number },
): readonly string[] {
  const { symbols, stdout } = terminal;
  const cut = (text: string, width: number): string => cutEnd(text, width, symbols.ellipsis);
  const line = ([label, text]: readonly [string, string]): string =>
    ` ${stdout.colors.dim(label.padEnd(LABEL))}${cut(text, columns - LABEL - 1)}`;
  const said = messages !== null && messages.of === memberKey(member) ? messages.said : [];
  const talk = said.map(({ by, text }) => line([by, printableLine(text)]));
  const facts = [
    cut(` ${stdout.colors.bold(memberName(member))}   ${placeWords(member, naming.home)}`, columns),
    ...memberFacts(member, naming.nameOf(member), { now, timeZone: terminal.timeZone }).map(line),
  ].slice(0, Math.max(2, lines - (talk.length === 0 ? 0 : Math.min(SAID_LEAST, talk.length + 1))));
  const room = Math.max(0, lines - facts.length - 1);
  return talk.length === 0 || room === 0 ? facts : [...facts, '', ...talk.slice(-room)];
}
