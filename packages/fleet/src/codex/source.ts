import { join } from 'node:path';
import { instantFromMs } from '@ccx/contracts';
import { rolloutFacts, rolloutMessages } from './history.ts';
import { tellTail } from '../file-ends.ts';
import type { ProcessKey, ProcessView } from '../processes/process-view.ts';
import { processesOn } from '../session-processes.ts';
import type { FleetSource, FoundSession, SourceContext } from '../source.ts';
import { rolloutEvidence } from './rollout-evidence.ts';
import { readRolloutTail } from './rollout-tail.ts';
import { type CodexProcess, servedThread, workFolder } from './served-thread.ts';
import { codexArguments, isCodexServer } from './session-arguments.ts';
import { bornMs, changedMs, type CodexThread, openThreads } from './thread.ts';
import { threadNames } from './thread-names.ts';
import { codexTitle } from './title.ts';

/** Starts are known to about a second. */
const BLUR_MS = 2000;

/** A thread, and the process that has it open. */
interface Held {
  readonly writer: ProcessKey;
  readonly thread: CodexThread | null;
}

/**
 * Sessions of Codex 0.169.0 (2026-11-21): its screen, `exec` and `review`. Codex keeps no list of them; what is known of
 * one is in the rollout that it, or the background server for it, has open. Of several that it has open itself, the one
 * that it took up last is on the screen. The background server is no session, nor are conversations that go on in it
 * without a screen.
 */
export const codexSource: FleetSource = {
  agent: 'codex',
  sessions(root, context) {
    const { proc } = context;
    const running = processesOn(root, proc);
    const screens = running.flatMap((process): readonly CodexProcess[] => {
      const said = codexArguments(process.args);
      return said === null ? [] : [{ process, said, own: openThreads(process, proc) }];
    });
    if (screens.length === 0) return [];
    const servers = running.filter(({ args }) => isCodexServer(args));
    const clients = screens.filter(({ own }) => own.length === 0);
    const names = threadNames(root.folder);
    return screens.map((screen) => found(screen, heldBy(screen, clients, servers, proc), names, context));
  },
  serves: ([command]) => command === 'app-server',
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
  servers: readonly ProcessKey[],
  proc: ProcessView,
): Held {
  const [own] = screen.own;
  const [writer, ...others] = servers;
  if (own !== undefined || writer === undefined || others.length > 0) {
    return { writer: screen.process, thread: own ?? null };
  }
  return { writer, thread: servedThread(screen, clients, openThreads(writer, proc), proc) };
}

function found(
  { process, said }: CodexProcess,
  { writer, thread }: Held,
  names: ReadonlyMap<string, string>,
  { proc, nowMs }: SourceContext,
): FoundSession {
  const rollout = thread?.rollout ?? null;
  const [started, changed] = [proc.startedMs(process), changedMs(rollout)];
  // A thread that is gone on with tells the version that began it.
  const isNew = thread !== null && started !== null && bornMs(thread.id) >= started - BLUR_MS;
  const told = rollout === null ? null : tellTail(rollout, readRolloutTail);
  const evidence = told === null ? null : rolloutEvidence(told, { proc, nowMs, writer });
  return {
    pid: process.pid,
    startedAt: process.startedAt,
    foreignDomain: null,
    sessionId: thread?.id ?? null,
    name: names.get(thread?.id ?? '') ?? null,
    cwd: thread?.meta?.cwd ?? workFolder({ process, said }, proc),
    status: null,
    began: started === null ? null : instantFromMs(started),
    updated: changed === null ? null : instantFromMs(changed),
    entrypoint: thread?.meta?.originator ?? null,
    version: isNew ? (thread.meta?.version ?? null) : null,
    sessionFile: null,
    transcriptPath: rollout,
    evidence: evidence === null ? [] : [evidence],
  };
}
