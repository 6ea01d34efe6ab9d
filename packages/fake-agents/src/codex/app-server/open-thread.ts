import type { Line } from '../../claude/line.ts';
import type { Sandbox } from '../options.ts';
import type { Rollout } from '../rollout.ts';
import type { CodexTokens } from '../tokens.ts';
import { threadObject, type ThreadFacts } from './thread-object.ts';

/** A thread that the server holds. */
export interface OpenThread extends ThreadFacts {
  readonly sandbox: Sandbox;
  readonly rollout: Rollout;
  turns: number;
  tokens: CodexTokens;
  active: { readonly turnId: string; readonly stop: AbortController } | null;
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
