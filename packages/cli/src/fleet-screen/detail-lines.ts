import type { FleetMember, FleetState, Instant } from '@ccx/contracts';
import { contextWords, memberName, placeWords, sinceWords } from '../fleet-view/fleet-cells.ts';
import { stateWords } from '../fleet-view/state-words.ts';
import { clockTime } from '../render/clock-time.ts';
import { count } from '../render/count.ts';
import { cutEnd } from '../render/cut.ts';
import { money } from '../render/money.ts';
import { printableLine } from '../render/printable.ts';
import type { Look } from './frame.ts';
import { memberKey } from './member-key.ts';
import type { ScreenState } from './screen-state.ts';

type Fact = readonly [label: string, text: string];

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
  const line = ([label, text]: Fact): string =>
    ` ${stdout.colors.dim(label.padEnd(LABEL))}${cut(text, columns - LABEL - 1)}`;
  const said = messages !== null && messages.of === memberKey(member) ? messages.said : [];
  const talk = said.map(({ by, text }) => line([by, printableLine(text)]));
  const facts = [
    cut(` ${stdout.colors.bold(memberName(member))}   ${placeWords(member, naming.home)}`, columns),
    ...factsOf(member, naming.nameOf(member), { now, timeZone: terminal.timeZone }).map(line),
  ].slice(0, Math.max(2, lines - (talk.length === 0 ? 0 : Math.min(SAID_LEAST, talk.length + 1))));
  const room = Math.max(0, lines - facts.length - 1);
  return talk.length === 0 || room === 0 ? facts : [...facts, '', ...talk.slice(-room)];
}

function factsOf(
  member: FleetMember,
  account: string,
  zone: { readonly now: Instant; readonly timeZone: string },
): readonly Fact[] {
  const { state, extras, agent, sessionId, startedAt, goal, phase, dodContract, dodStatus } = member;
  const { now } = zone;
  const started = startedAt === null ? '' : `since ${clockTime(startedAt, zone)} (${sinceWords(startedAt, now)})`;
  const fact = (label: string, ...words: readonly string[]): readonly Fact[] => {
    const text = words
      .map(printableLine)
      .filter((word) => word !== '')
      .join('   ');
    return text === '' ? [] : [[label, text]];
  };
  return [
    ...fact('state', stateWords(member, zone), reason(state), `${state.source}${aged(state.observedAt, now)}`),
    ...fact(
      'else',
      ...(state.others ?? []).map((one) => `${one.source}${aged(one.observedAt, now)}: ${one.is}, ${one.why}`),
    ),
    ...fact('goal', goal, phase === '' ? '' : `phase: ${phase}`),
    ...fact('done when', dodContract, dodStatus),
    ...fact('account', account, `${agent} ${member.version ?? ''}`, extras.model ?? ''),
    ...fact('so far', ...spent(member)),
    ...fact('session', sessionId ?? 'none yet', started),
    ...fact('process', `pid ${member.process.pid}`, ...load(extras), paneOf(member)),
  ];
}

/** Why it is thought to be so, unless the words of the state say it already. */
function reason({ is, why }: FleetState): string {
  return is === 'waiting' ? '' : why;
}

function aged(observedAt: Instant | null | undefined, now: Instant): string {
  if (observedAt === null || observedAt === undefined) return '';
  // Seconds would have to be drawn anew each second.
  const age = Math.max(0, Date.parse(now) - Date.parse(observedAt));
  return age < 60_000 ? ' now' : ` ${sinceWords(observedAt, now)} ago`;
}

function spent({ contextPercent, extras: { costUsd, tokens } }: FleetMember): readonly string[] {
  return [
    ...(contextPercent === null ? [] : [`${contextWords(contextPercent)} of its context`]),
    ...(tokens === null || tokens === undefined ? [] : [`${count(tokens)} tokens`]),
    ...(costUsd === null || costUsd === undefined ? [] : [money(costUsd)]),
  ];
}

function load({ cpuPercent, memoryBytes }: FleetMember['extras']): readonly string[] {
  return [
    ...(cpuPercent === null || cpuPercent === undefined ? [] : [`${Math.round(cpuPercent)}% CPU`]),
    ...(memoryBytes === null || memoryBytes === undefined ? [] : [`${Math.round(memoryBytes / 1e6)} MB`]),
  ];
}

function paneOf({ tmux, terminal, kittyPid, attended }: FleetMember): string {
  if (tmux !== null) return `tmux ${tmux.paneId}`;
  if (terminal !== undefined && terminal !== null) return `${terminal.program} ${terminal.id}`;
  if (kittyPid !== null) return `kitty ${kittyPid}`;
  return attended === false ? 'no terminal, and nobody who started it' : '';
}
