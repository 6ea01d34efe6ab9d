import { join } from 'node:path';
import { instantFromMs } from '@ccx/contracts';
import { rolloutFacts, rolloutMessages } from './history.ts';
import { tellTail } from '../file-ends.ts';
import type { ProcessKey, ProcessView } from '../processes/process-view.ts';
import { processesOn } from '../session-processes.ts';
import type { FleetSource, FoundSession, SourceContext, StateEvidence } from '../source.ts';
import { rolloutEvidence } from './rollout-evidence.ts';
import { readRolloutTail } from './rollout-tail.ts';
import { type CodexProcess, isBornWith, servedThread, workFolder } from './served-thread.ts';
import { codexArguments, isCodexServer } from './session-arguments.ts';
import { changedMs, type CodexThread, openThreads } from './thread.ts';
import { threadNames } from './thread-names.ts';
import { codexTitle } from './title.ts';

/** Threads, and the process that has them open. */
interface Held {
  readonly writer: ProcessKey;
  readonly threads: readonly CodexThread[];
}

/**
 * Sessions of Codex 0.169.0 (2026-11-21): its screen, `exec` and `review`. Codex keeps no list of them; what is known of
 * one is in the rollout that it, or the background server for it, has open. A process that has several open is one
 * session without an id: which one is on the screen is not to be seen from outside, and what the newest says counts.
 * The background server is no session, nor are conversations that go on in it without a screen.
 */
export const codexSource: FleetSource = {
  agent: 'codex',
  sessions(root, context) {
    const { proc } = context;
    const running = processesOn(root, proc);
    const screens = running.flatMap((process): readonly CodexProcess[] => {
      const said = codexArguments(process.args);
      if (said === null) context.skip('codex: no session');
      return said === null ? [] : [{ process, said, own: openThreads(process, proc) }];
    });
    if (screens.length === 0) return [];
    const servers = running.filter(({ args }) => isCodexServer(args));
    const served = servers.map((writer): Held => ({ writer, threads: openThreads(writer, proc) }));
    const clients = screens.filter(({ own }) => own.length === 0);
    const names = threadNames(root.folder);
    return screens.map((screen) => found(screen, heldBy(screen, clients, served, proc), names, context));
  },
  title: codexTitle,
  messages: rolloutMessages,
  facts: rolloutFacts,
  // Which of its subagents work stands nowhere.
  subagents: () => null,
  watched: ({ folder }) => [
    join(folder, 'sessions'),
    join(folder, 'thread-writer-locks'),
    join(folder, 'session_index.jsonl'),
  ],
};

function heldBy(
  screen: CodexProcess,
  clients: readonly CodexProcess[],
  served: readonly Held[],
  proc: ProcessView,
): Held {
  if (screen.own.length > 0) return { writer: screen.process, threads: screen.own };
  const [server, ...others] = served;
  if (server === undefined || others.length > 0) return { writer: screen.process, threads: [] };
  const thread = servedThread(screen, clients, server.threads, proc);
  return { writer: server.writer, threads: thread === null ? [] : [thread] };
}

function found(
  screen: CodexProcess,
  { writer, threads }: Held,
  names: ReadonlyMap<string, string>,
  context: SourceContext,
): FoundSession {
  const { proc } = context;
  const [first, ...more] = threads;
  const only = more.length === 0 ? (first ?? null) : null;
  const [started, changed] = [proc.startedMs(screen.process), only === null ? null : changedMs(only)];
  return {
    pid: screen.process.pid,
    startedAt: screen.process.startedAt,
    foreignDomain: null,
    sessionId: only?.id ?? null,
    name: only === null ? null : (names.get(only.id) ?? null),
    cwd: only?.meta?.cwd ?? workFolder(screen, proc),
    status: null,
    began: started === null ? null : instantFromMs(started),
    updated: changed === null ? null : instantFromMs(changed),
    entrypoint: only?.meta?.originator ?? null,
    // A thread that is gone on with tells the version that began it.
    version: only !== null && isBornWith(only, screen, proc) ? (only.meta?.version ?? null) : null,
    sessionFile: null,
    transcriptPath: only?.rollout ?? null,
    evidence: newest(threads.flatMap(({ rollout }) => evidenceOf(rollout, writer, context))),
  };
}

function evidenceOf(
  rollout: string | null,
  writer: ProcessKey,
  { proc, nowMs }: SourceContext,
): readonly StateEvidence[] {
  const told = rollout === null ? null : tellTail(rollout, readRolloutTail);
  const evidence = told === null ? null : rolloutEvidence(told, { proc, nowMs, writer });
  return evidence === null ? [] : [evidence];
}

function newest(evidence: readonly StateEvidence[]): readonly StateEvidence[] {
  return evidence.toSorted((a, b) => (a.observedAt ?? '').localeCompare(b.observedAt ?? '')).slice(-1);
}
