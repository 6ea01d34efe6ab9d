import { agentEnv, type Env, type RunRecord, type WorkProgress } from '@ccx/contracts';
import { adapterOf } from './agents.ts';
import { configDirIn } from './environment.ts';
import type { FileLedger } from './ledger/file-ledger.ts';

/** What is known of a run that was cut short. */
export interface PastRun {
  /** Something of it still lives, or nobody has made sure yet that nothing does. */
  readonly alive: boolean;
  /** The session that its agent kept a record of, with a prompt in it, to be resumed; `null` where there is none. */
  readonly sessionId: string | null;
  /** Whose run it was, and whose the session is. */
  readonly accountId: string;
  /**
   * `none`: its agent was never started, and was to begin anew. `possible` by the agent's own record. `unknown` else: a
   * record without a tool proves nothing where the agent was killed, because tools begin before they are written down, nor
   * does a missing one. Claude Code 2.1.329, 2026-11-22: 2 of 50 kills; with a key for the API its file comes after the first answer; where writing
   * to it was held up for 3 s, a tool had run before the prompt stood in it.
   */
  readonly effects: 'none' | 'possible' | 'unknown';
}

/** What whoever gave the run heard of it. */
export type HeardOf = Pick<WorkProgress, 'accountId' | 'sessionId'>;

export interface LookBackOptions {
  readonly ledger: Pick<FileLedger, 'reap' | 'list' | 'orphans' | 'history'>;
  readonly env: Env;
  readonly home: string;
}

const KEPT_MS = 30 * 24 * 3_600_000;

/**
 * Finds out what became of the last run of a work item whose worker was lost: ends what is left of it, and asks the
 * agent's own record how far it came. `null`: no run of that item was ever begun here.
 *
 * @example
 * const lookBack = createLookBack({ ledger, env: process.env, home: homedir() });
 * await lookBack(item.id); // { alive: false, sessionId: '7d54a799-…', effects: 'possible' }
 */
export function createLookBack({
  ledger,
  env,
  home,
}: LookBackOptions): (workItemId: string, heard?: HeardOf) => Promise<PastRun | null> {
  return async (workItemId, heard) => {
    const ofItem = (record: RunRecord): boolean => record.workItemId === workItemId;
    if ((await ledger.orphans()).some(ofItem)) await ledger.reap();
    const living = [...(await ledger.list()), ...(await ledger.orphans())].findLast(ofItem);
    if (living !== undefined)
      return { alive: true, sessionId: living.sessionId, accountId: living.target.account.id, effects: 'unknown' };
    const ended = (await ledger.history(KEPT_MS)).findLast(({ record }) => ofItem(record));
    return ended === undefined ? null : readRecord(ended.record, { env, home, heard });
  };
}

async function readRecord(
  { target, sessionId: said, chosenSessionId, child, cwd, startedAt }: RunRecord,
  { env, home, heard }: Omit<LookBackOptions, 'ledger'> & { readonly heard: HeardOf | undefined },
): Promise<PastRun> {
  const nothingKnown = { alive: false, sessionId: null, accountId: target.account.id, effects: 'unknown' } as const;
  // A run that was to resume a session says nothing of what was done in it before.
  if (child === null && said === null) return { ...nothingKnown, effects: 'none' };
  // What the agent had no time to say, it was told at its start; what ccx had no time to write down, the queue may have heard.
  const sessionId = said ?? chosenSessionId ?? (heard?.accountId === target.account.id ? heard.sessionId : null);
  if (sessionId === null) return nothingKnown;
  const { agent } = target.account;
  const adapter = adapterOf(agent);
  const configDir = configDirIn(agent, agentEnv(target.account, undefined, env).env, home);
  const transcript = await adapter.transcript({ configDir, cwd, sessionId });
  if (transcript === null || (await adapter.holdsPrompt?.(transcript)) === false) return nothingKnown;
  const tools = await adapter.recordTools(transcript, startedAt);
  const changed = tools?.some((tool) => !adapter.readOnlyTools.has(tool)) === true;
  return { ...nothingKnown, sessionId, effects: changed ? 'possible' : 'unknown' };
}
