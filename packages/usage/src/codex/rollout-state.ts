import { type Fields, fieldsOf, textOf } from '../line-fields.ts';

/**
 * What one line of a rollout must know of the lines before it. Plain JSON: it lies in the cursor, so that reading goes on
 * where it stopped.
 */
export interface RolloutState {
  /** The thread that the file belongs to: the first `session_meta`; `null` before one. */
  readonly thread: string | null;
  /** The session that its calls count for. A subagent's is that of the thread which started it. */
  readonly session: string | null;
  /** In the vendor's words; `null` for a thread of its own. */
  readonly subagent: string | null;
  /** The lines are copied from the thread that this one was forked from or started by. */
  readonly copied: boolean;
  readonly model: string | null;
  readonly cwd: string | null;
  readonly gitBranch: string | null;
  readonly entrypoint: string | null;
  /** The file holds `token_usage_record`s: its `token_count`s say the same again. */
  readonly recorded: boolean;
  /** The thread's total at the last `token_count`, to know one that is only said again. */
  readonly total: string | null;
  /** The file tells prompts as items: `user_message` would say the same again. */
  readonly promptItems: boolean;
}

/** What a cursor kept; the state before the first line where it holds none. */
export function restoredRollout(kept: unknown): RolloutState {
  const of = fieldsOf(kept);
  return {
    thread: textOf(of?.['thread']),
    session: textOf(of?.['session']),
    subagent: textOf(of?.['subagent']),
    copied: of?.['copied'] === true,
    model: textOf(of?.['model']),
    cwd: textOf(of?.['cwd']),
    gitBranch: textOf(of?.['gitBranch']),
    entrypoint: textOf(of?.['entrypoint']),
    recorded: of?.['recorded'] === true,
    total: textOf(of?.['total']),
    promptItems: of?.['promptItems'] === true,
  };
}

/**
 * After a `session_meta`. The first is the file's own; another thread's after it is the head of what was copied from there.
 * In 0.169.0 a subagent with its parent's history begins so, with the parent's turns but not their tokens, and a fork
 * copies nothing; older forks and subagents repeat the tokens too, with the time of the fork (seen in the wild up to 0.145).
 */
export function afterMeta(state: RolloutState, meta: Fields): RolloutState {
  const thread = textOf(meta['id']);
  if (state.thread !== null) return thread === null || thread === state.thread ? state : { ...state, copied: true };
  return {
    ...state,
    thread,
    session: textOf(meta['session_id']) ?? thread,
    subagent: subagentOf(meta),
    cwd: textOf(meta['cwd']),
    gitBranch: textOf(fieldsOf(meta['git'])?.['branch']),
    entrypoint: textOf(meta['originator']),
  };
}

/** After a line that names its turn: the first turn that is younger than the thread ends what was copied into it. */
export function afterTurn(state: RolloutState, turn: Fields): RolloutState {
  const own = !state.copied || isOwnTurn(textOf(turn['turn_id']), state.thread);
  return {
    ...state,
    copied: !own,
    model: textOf(turn['model']) ?? state.model,
    cwd: textOf(turn['cwd']) ?? state.cwd,
  };
}

/** Both ids are UUIDs of version 7, which begin with their time and so are ordered by it. */
function isOwnTurn(turn: string | null, thread: string | null): boolean {
  return turn !== null && thread !== null && TIMED_ID.test(turn) && TIMED_ID.test(thread) && turn >= thread;
}

const TIMED_ID = /^[\da-f]{8}-[\da-f]{4}-7[\da-f]{3}-/;

/** `source` is a word for a thread of its own, `{ subagent: "review" }` or `{ subagent: { thread_spawn: { … } } }` for others. */
function subagentOf(meta: Fields): string | null {
  const start = fieldsOf(meta['source'])?.['subagent'];
  const [kind, about] = Object.entries(fieldsOf(start) ?? {})[0] ?? [];
  const name = textOf(start) ?? textOf(about) ?? textOf(fieldsOf(about)?.['agent_role']) ?? kind;
  return name ?? (meta['thread_source'] === 'subagent' ? 'subagent' : null);
}
