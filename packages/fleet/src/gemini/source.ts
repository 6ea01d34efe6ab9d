import { join } from 'node:path';
import { instantFromMs } from '@ccx/contracts';
import type { AgentProcess, ProcessView } from '../processes/process-view.ts';
import { processesOn } from '../session-processes.ts';
import type { FleetSource, FoundSession, SourceContext } from '../source.ts';
import { chatEvidence } from './chat-evidence.ts';
import { chatFiles } from './chat-files.ts';
import { type ChatWriter, type OwnChat, ownChat } from './own-chat.ts';
import { geminiArguments, type GeminiArguments } from './session-arguments.ts';

interface GeminiProcess {
  readonly process: AgentProcess;
  readonly said: GeminiArguments;
  /** `null` is unknown. */
  readonly cwd: string | null;
}

/**
 * Sessions of Gemini CLI 0.61.0 (2026-11-21): its screen, `-p` and `--acp`. It keeps no list of them, names them
 * nowhere, and has its chats open only while it writes; see `ownChat` for when a chat is known to be a session's.
 */
export const geminiSource: FleetSource = {
  agent: 'gemini',
  sessions(root, context) {
    const { proc } = context;
    const running = processesOn(root, proc).flatMap((process): readonly GeminiProcess[] => {
      const said = geminiArguments(process.args);
      if (said === null) context.skip('gemini: no session');
      return said === null ? [] : [{ process, said, cwd: proc.folder(process) }];
    });
    return running.map((one) => {
      const beside = running.filter((other) => other !== one && other.cwd === one.cwd);
      return found(one, chatOf(one, beside, root.folder, proc), context);
    });
  },
  watched: ({ folder }) => [join(folder, 'projects.json'), join(folder, 'tmp')],
};

function chatOf(
  one: GeminiProcess,
  beside: readonly GeminiProcess[],
  configDir: string,
  proc: ProcessView,
): OwnChat | null {
  if (one.cwd === null) return null;
  const [writer, ...others] = [one, ...beside].map((each) => writerOf(each, proc));
  // Without its start another process may have begun any of the chats.
  if (writer === undefined || writer === null || others.includes(null)) return null;
  return ownChat(
    writer,
    others.filter((other) => other !== null),
    chatFiles(configDir, one.cwd),
  );
}

function writerOf({ process, said }: GeminiProcess, proc: ProcessView): ChatWriter | null {
  const startedMs = proc.startedMs(process);
  return startedMs === null ? null : { startedMs, session: said.session };
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
