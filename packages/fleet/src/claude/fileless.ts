import { instantFromMs } from '@ccx/contracts';
import { processesOn } from '../session-processes.ts';
import type { FleetRoot, FoundSession, SourceContext } from '../source.ts';
import { sessionIdOf } from './session-record.ts';
import { transcriptPath } from './transcript-path.ts';

/** Subcommands of 2.1.329 that hold no conversation. */
const NO_CONVERSATION: ReadonlySet<string> = new Set(
  'agents attach auth auto-mode daemon doctor gateway import install kill logs mcp plugin plugins purge respawn rm setup-token stop ultrareview update upgrade'.split(
    ' ',
  ),
);

/** Flags that name the session, with their values behind them. */
const NAMES_SESSION: ReadonlySet<string> = new Set(['--session-id', '--resume', '-r']);

/**
 * Claude Code's processes on this config dir of which no file tells: just started, asking to be logged in or trusted,
 * or of a version that writes none. What they start themselves counts as theirs.
 */
export function fileless(
  root: FleetRoot,
  known: ReadonlySet<number>,
  { proc }: SourceContext,
): readonly FoundSession[] {
  const candidates = processesOn(root, proc).filter(({ pid, args }) => !known.has(pid) && talks(args));
  const own = new Set([...known, ...candidates.map(({ pid }) => pid)]);
  return candidates.flatMap((one): readonly FoundSession[] => {
    if (isBelow(one.parent, own)) return [];
    const [cwd, started] = [proc.folder(one), proc.startedMs(one)];
    const at = one.args.findIndex((arg) => NAMES_SESSION.has(arg));
    const sessionId = at < 0 || one.args.includes('--fork-session') ? null : sessionIdOf(one.args[at + 1]);
    return [
      {
        pid: one.pid,
        startedAt: one.startedAt,
        foreignDomain: null,
        sessionId,
        name: null,
        cwd,
        status: null,
        began: started === null ? null : instantFromMs(started),
        updated: null,
        entrypoint: null,
        version: null,
        sessionFile: null,
        transcriptPath: sessionId === null ? null : transcriptPath(root.folder, sessionId, cwd),
        evidence: [],
      },
    ];
  });

  function isBelow(parent: number, ancestors: ReadonlySet<number>): boolean {
    const seen = new Set<number>();
    for (let pid = parent; pid > 1 && !seen.has(pid);) {
      if (ancestors.has(pid)) return true;
      seen.add(pid);
      const row = proc.find(pid);
      pid = row === null || row === 'hidden' ? 0 : row.parent;
    }
    return false;
  }
}

/** `claude`, `claude "a prompt"`, `claude -p …`, `claude --resume …`: everything but a subcommand or a question to the CLI. */
function talks(args: readonly string[]): boolean {
  const first = args.find((arg) => !arg.startsWith('-'));
  const asks = args.some((arg) => ['--version', '-v', '--help', '-h'].includes(arg));
  return !asks && !(first !== undefined && args.indexOf(first) === 0 && NO_CONVERSATION.has(first));
}
