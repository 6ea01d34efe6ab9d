import type { FleetState } from '@ccx/contracts';
import { needRank } from './need.ts';
import { EVIDENCE_SOURCES, type StateEvidence } from '../source.ts';

/**
 * What a weaker source may add to what a stronger one says, although they disagree: after a limit the vendor says
 * idle, while agents work in the background it says busy.
 */
const REFINES: Readonly<Partial<Record<FleetState['is'], readonly FleetState['is'][]>>> = {
  limited: ['idle', 'shell'],
  background: ['busy'],
};

/** Evidence may be a moment older than what it refines: the two are written one after the other. */
const SLACK_MS = 5000;

/**
 * The state that the evidence speaks for. The order is that of `EVIDENCE_SOURCES`, and within one source the newest
 * wins, of two that are as old the one that needs the person more; then weaker evidence refines it, if it is not older. All that did not decide is kept in `others`.
 */
export function decideState(evidence: readonly StateEvidence[]): FleetState {
  const ranked = evidence.toSorted((a, b) => rank(a) - rank(b) || time(b) - time(a) || needRank(a) - needRank(b));
  const [first] = ranked;
  if (first === undefined) return NOTHING_KNOWN;
  const refined = ranked.find(
    (one) => REFINES[one.is]?.includes(first.is) === true && time(one) >= sinceOf(first) - SLACK_MS,
  );
  const decisive = refined ?? first;
  return {
    is: decisive.is,
    why: decisive.why,
    source: decisive.source,
    since: decisive.since,
    until: decisive.until ?? null,
    observedAt: decisive.observedAt,
    others: ranked
      .filter((one) => one !== decisive)
      .map(({ is, why, source, observedAt }) => ({ is, why, source, observedAt })),
  };
}

/** The same with one more piece of evidence. */
export function addEvidence(state: FleetState, evidence: StateEvidence): FleetState {
  const kept = [state, ...(state.others ?? [])].filter((one) => one !== NOTHING_KNOWN);
  return decideState([...kept.flatMap((one) => asEvidence(one)), evidence]);
}

/** Of what did not decide the beginning was not kept. */
function asEvidence(of: FleetState | NonNullable<FleetState['others']>[number]): readonly StateEvidence[] {
  const source = EVIDENCE_SOURCES.find((one) => one === of.source);
  if (source === undefined) return [];
  const { is, why, observedAt = null } = of;
  const [since, until] = 'since' in of ? [of.since, of.until] : [observedAt, null];
  return [{ is, why, source, since, observedAt, until }];
}

/** Whether no evidence at all was found. */
export function isUnknown(state: FleetState): boolean {
  return state === NOTHING_KNOWN;
}

const NOTHING_KNOWN: FleetState = {
  is: 'stale',
  why: 'nothing tells what it does',
  source: 'process',
  since: null,
  until: null,
  observedAt: null,
  others: [],
};

function rank({ source }: StateEvidence): number {
  return EVIDENCE_SOURCES.indexOf(source);
}

function time({ observedAt }: StateEvidence): number {
  return observedAt === null ? 0 : Date.parse(observedAt);
}

/** What came before the stronger source last changed its mind is over. */
function sinceOf({ since, observedAt }: StateEvidence): number {
  const at = since ?? observedAt;
  return at === null ? 0 : Date.parse(at);
}
