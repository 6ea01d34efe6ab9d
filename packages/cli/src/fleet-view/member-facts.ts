import type { FleetMember, FleetState, Instant } from '@ccx/contracts';
import { clockTime } from '../render/clock-time.ts';
import { count } from '../render/count.ts';
import { money } from '../render/money.ts';
import { printableLine } from '../render/printable.ts';
import { contextWords, sinceWords } from './fleet-cells.ts';
import { stateWords } from './state-words.ts';

type Fact = readonly [label: string, text: string];

/** What is known of one session, what matters most first. */
export function memberFacts(
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
    ...fact('works on', queueItem(extras)),
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

/** The command that tells all of the work; an id is as good as its number. */
function queueItem({ workItemId }: FleetMember['extras']): string {
  return workItemId === null || workItemId === undefined ? '' : `ccx queue show ${workItemId}`;
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
