import { AGENT_KINDS, CcxError, isAgentKind, type AgentKind, type Profile, type RunNeed } from '@ccx/contracts';

/** What a lane asks for: any account, those of an agent, or one of them. */
export type Lane = 'auto' | { readonly agent: AgentKind; readonly profile: string | null };

/**
 * Reads a lane: `auto`, an agent as `codex`, or an account as `claude/work`.
 *
 * @throws {CcxError} `invalid_argument`
 */
export function parseLane(lane: string): Lane {
  if (lane === 'auto') return 'auto';
  const [, agent = '', profile] = /^([^/]*)(?:\/(.+))?$/.exec(lane) ?? [];
  if (isAgentKind(agent)) return { agent, profile: profile ?? null };
  throw new CcxError('invalid_argument', `"${lane}" is no lane.`, {
    hint: `auto, ${AGENT_KINDS.join(', ')}, or an account as claude/work`,
  });
}

export interface LaneNeedOptions {
  /** Every account that may be used. */
  readonly profiles: readonly Profile[];
  readonly model: string | null;
  /** The one account whose session is gone on with; `null`: any of the lane. */
  readonly accountId: string | null;
}

/**
 * What a run on a lane needs of an account. Nobody waits for it, so what a person keeps for their own work stays free.
 * Of several agents the first one's accounts are taken while one of them has room.
 *
 * @throws {CcxError} `invalid_argument` for what is no lane, `profile_not_found` for an account that there is not
 */
export function laneNeed(lane: string, { profiles, model, accountId }: LaneNeedOptions): RunNeed {
  const wanted = parseLane(lane);
  const ofLane =
    wanted === 'auto'
      ? profiles
      : profiles.filter(
          ({ agent, name }) => agent === wanted.agent && (wanted.profile === null || name === wanted.profile),
        );
  if (ofLane.length === 0) {
    throw new CcxError('profile_not_found', `No account of the lane "${lane}" is there.`, { hint: 'ccx profile list' });
  }
  const only = ofLane.map(({ id }) => id).filter((id) => accountId === null || id === accountId);
  if (only.length === 0) {
    throw new CcxError('profile_not_found', `The account "${accountId}" of its session is not there any more.`, {
      hint: 'ccx profile list',
    });
  }
  const agents = AGENT_KINDS.filter((kind) => ofLane.some(({ agent, id }) => agent === kind && only.includes(id)));
  const named = wanted !== 'auto' && wanted.profile !== null ? only : [];
  return { agents, only, pinned: true, named, model, attended: false };
}
