import type { Line } from '../../claude/line.ts';
import type { Sandbox } from '../options.ts';
import type { Rollout } from '../rollout.ts';
import type { CodexTokens } from '../tokens.ts';

/** A thread that the server holds. */
export interface OpenThread {
  readonly id: string;
  readonly cwd: string;
  readonly model: string;
  readonly sandbox: Sandbox;
  readonly ephemeral: boolean;
  readonly originator: string;
  readonly version: string;
  readonly rollout: Rollout;
  readonly createdAtMs: number;
  updatedAtMs: number;
  /** The first prompt. */
  preview: string;
  turns: number;
  tokens: CodexTokens;
  lastTurnId: string | null;
  active: { readonly turnId: string; readonly stop: AbortController } | null;
}

/** A thread as answers and notifications hold it. */
export function threadObject(thread: OpenThread, canAcceptDirectInput: true | null): Line {
  const { id, cwd, model, ephemeral, originator, version, rollout, createdAtMs, updatedAtMs, preview } = thread;
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
    path: rollout.path,
    cwd,
    cliVersion: version,
    originator,
    source: SOURCE,
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

/** Observed: whoever asks the server counts as an editor. */
export const SOURCE = 'vscode';

/** What the answer of `thread/start` says beside the thread. */
export function startedThread(thread: OpenThread): Line {
  const { cwd, model } = thread;
  return {
    thread: threadObject(thread, true),
    model,
    modelProvider: 'openai',
    serviceTier: null,
    disabledPluginIds: [],
    cwd,
    runtimeWorkspaceRoots: [cwd],
    instructionSources: [],
    approvalPolicy: 'never',
    approvalsReviewer: 'user',
    sandbox: sandboxPolicy(thread.sandbox),
    activePermissionProfile: null,
    reasoningEffort: null,
    multiAgentMode: 'explicitRequestOnly',
  };
}

function sandboxPolicy(sandbox: Sandbox): Line {
  if (sandbox === 'read-only') return { type: 'readOnly', networkAccess: false };
  if (sandbox === 'danger-full-access') return { type: 'dangerFullAccess' };
  const excluded = { excludeTmpdirEnvVar: false, excludeSlashTmp: false };
  return { type: 'workspaceWrite', writableRoots: [], networkAccess: false, ...excluded };
}
