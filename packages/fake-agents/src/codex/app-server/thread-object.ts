import type { Line } from '../../claude/line.ts';

/** What is told of a thread. */
export interface ThreadFacts {
  readonly id: string;
  readonly cwd: string;
  readonly model: string;
  readonly ephemeral: boolean;
  readonly originator: string;
  /** `cli`, `exec`, `vscode` */
  readonly source: string;
  readonly version: string;
  /** Its rollout; `null` without one. */
  readonly path: string | null;
  readonly createdAtMs: number;
  readonly updatedAtMs: number;
  /** The first prompt. */
  readonly preview: string;
  /** Anything while a turn is under way. */
  readonly active: object | null;
}

/** A thread as answers and notifications hold it. */
export function threadObject(thread: ThreadFacts, canAcceptDirectInput: true | null): Line {
  const { id, cwd, model, ephemeral, originator, source, version, path, createdAtMs, updatedAtMs, preview } = thread;
  const updatedAt = Math.floor(updatedAtMs / 1000);
  return {
    id,
    environments: [{ environmentId: 'local', cwd, runtimeWorkspaceRoots: [cwd] }],
    extra: null,
    sessionId: id,
    forkedFromId: null,
    attachedToThreadId: null,
    parentThreadId: null,
    preview,
    ephemeral,
    section: null,
    sectionEnteredAt: null,
    projectId: null,
    historyMode: 'paginated',
    modelProvider: 'openai',
    model,
    reasoningEffort: null,
    createdAt: Math.floor(createdAtMs / 1000),
    updatedAt,
    recencyAt: updatedAt,
    status: thread.active === null ? { type: 'idle' } : { type: 'active', activeFlags: [] },
    path,
    cwd,
    cliVersion: version,
    originator,
    source,
    canAcceptDirectInput,
    threadSource: null,
    agentNickname: null,
    agentRole: null,
    gitInfo: null,
    name: null,
    daybreakEnabled: null,
    turns: [],
  };
}
