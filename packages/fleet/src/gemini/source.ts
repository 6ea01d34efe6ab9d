import { join } from 'node:path';
import { instantFromMs } from '@ccx/contracts';
import type { AgentProcess, ProcessView } from '../processes/process-view.ts';
import { processesOn } from '../session-processes.ts';
import type { FleetSource, FoundSession, SourceContext } from '../source.ts';
import { chatEvidence } from './chat-evidence.ts';
import { chatFiles } from './chat-files.ts';
import { chatFacts, chatMessages } from './history.ts';
import { type ChatWriter, type OwnChat, ownChats } from './own-chat.ts';
import { geminiArguments, type GeminiArguments } from './session-arguments.ts';
import { geminiTitle } from './title.ts';

interface GeminiProcess {
  readonly process: AgentProcess;
  readonly said: GeminiArguments;
  /** `null` is unknown. */
  readonly cwd: string | null;
}

/**
 * Sessions of Gemini CLI 0.61.0 (2026-11-21): its screen, `-p` and `--acp`. It keeps no list of them, names them
 * nowhere, and has its chats open only while it writes; see `ownChats` for when a chat is known to be a session's.
 */
export const geminiSource: FleetSource = {
  agent: 'gemini',
  sessions(root, context) {
    const { proc } = context;
    const running = processesOn(root, proc).flatMap((process): readonly GeminiProcess[] => {
      const said = geminiArguments(process.args);
      return said === null ? [] : [{ process, said, cwd: proc.folder(process) }];
    });
    const folders = Map.groupBy(running, ({ cwd }) => cwd);
    return [...folders].flatMap(([cwd, processes]) => {
      const chats = chatsIn(cwd, processes, root.folder, proc);
      return processes.map((one, index) => found(one, chats[index] ?? null, context));
    });
  },
  title: geminiTitle,
  messages: chatMessages,
  facts: chatFacts,
  // Which of its subagents work stands nowhere.
  subagents: () => null,
  watched: ({ folder }) => [join(folder, 'projects.json'), join(folder, 'tmp')],
};

function chatsIn(
  cwd: string | null,
  processes: readonly GeminiProcess[],
  configDir: string,
  proc: ProcessView,
): readonly (OwnChat | null)[] {
  const writers = processes.flatMap(({ process, said }): readonly ChatWriter[] => {
    const startedMs = proc.startedMs(process);
    return startedMs === null ? [] : [{ startedMs, session: said.session }];
  });
  // One without a start may have begun any of the chats.
  if (cwd === null || writers.length < processes.length) return [];
  return ownChats(writers, chatFiles(configDir, cwd));
}

function found({ process, cwd }: GeminiProcess, chat: OwnChat | null, { proc, nowMs }: SourceContext): FoundSession {
  const started = proc.startedMs(process);
  return {
    pid: process.pid,
    startedAt: process.startedAt,
    foreignDomain: null,
    sessionId: chat?.sessionId ?? null,
    name: null,
    cwd,
    status: null,
    began: started === null ? null : instantFromMs(started),
    updated: chat === null ? null : instantFromMs(chat.file.changedMs),
    entrypoint: null,
    version: null,
    sessionFile: null,
    transcriptPath: chat?.file.path ?? null,
    evidence: chat?.told ? chatEvidence(chat.told, { proc, nowMs, process }) : [],
  };
}
