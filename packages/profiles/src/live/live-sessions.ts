import { AGENTS, type Account } from '@ccx/contracts';
import { AGENT_HOMES } from '../agent-homes.ts';
import { folderKey } from '../place.ts';
import { agentProcesses, type AgentProcess } from './agent-process.ts';
import { configFolder, type HomePlace } from './config-folder.ts';
import type { LiveSession } from './live-session.ts';

/**
 * The processes that may write into an account's config dir: those that the agent's own files tell of, and the CLIs of
 * this user that run on it. In doubt a session lives, also one whose config dir cannot be known; an empty list is a
 * statement.
 *
 * @throws {CcxError} `platform_unsupported`, `io_failed` where it cannot be found out
 * @example
 * const [session] = await liveSessions(account, { env: process.env, home: homedir() });
 * // { pid: 4711, kind: 'session', sessionId: '0d0c…', cwd: '/home/ada/app', … }
 */
export async function liveSessions(account: Account, place: HomePlace): Promise<readonly LiveSession[]> {
  const folder = await configFolder(account, place);
  const { sessionsOnRecord } = AGENT_HOMES[account.agent];
  // The processes first: a session that begins meanwhile is seen by its file.
  const processes = await agentProcesses(place.env['HOME'] || place.home);
  const recorded = (await sessionsOnRecord?.(folder)) ?? [];
  const known = new Set(recorded.map(({ pid }) => pid));
  const key = await folderKey(folder);
  const sessions = [...recorded];
  for (const one of processes) {
    if (one.agent !== account.agent || known.has(one.pid)) continue;
    if (one.configDir === null || (await folderKey(one.configDir)) === key) sessions.push(asSession(one));
  }
  return sessions;
}

function asSession({ pid, startedAt, cwd, agent, args, configDir }: AgentProcess): LiveSession {
  const { isDaemon, stopDaemon } = AGENT_HOMES[agent];
  const daemon = isDaemon(args);
  const what = daemon ? 'serves in the background' : 'runs';
  const where = configDir === null ? 'its config dir cannot be known' : `on ${configDir}`;
  const end = daemon && stopDaemon !== null ? `; to end it: ${stopDaemon}` : '';
  return {
    pid,
    startedAt,
    sessionId: null,
    cwd,
    kind: daemon ? 'daemon' : 'session',
    why: `${AGENTS[agent].title} ${what} as process ${pid}, ${where}${end}`,
  };
}
