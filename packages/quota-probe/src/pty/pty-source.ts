import { readdir, realpath } from 'node:fs/promises';
import { homedir, userInfo } from 'node:os';
import { dirname, join } from 'node:path';
import { AGENTS, ccxPaths, type Account, type Env, type Instant, type QuotaReading, type QuotaSource } from '@ccx/contracts';
import { cliMissing, findCli } from '../process/find-cli.ts';
import { probeEnv } from '../process/probe-env.ts';
import { problem } from '../problem.ts';
import { PROBE_TIMEOUT_MS, type SourceOptions } from '../source-options.ts';
import { driveScreen, type Driven, type PtyObserver } from './drive-screen.ts';
import { NoPty } from './pty.ts';
import { saveFrame } from './saved-frame.ts';
import type { ScreenAgent } from './screen-agent.ts';

/** What a screen is read as; the parsers of the three agents have this shape. */
export type ParseScreen = (
  text: string,
  about: {
    readonly account: Account;
    readonly now: Instant;
    readonly timeZone: string;
    readonly cliVersion?: string | null;
  },
) => QuotaReading;

/** One agent's way to be asked by its screen. */
export interface PtySourceKind {
  readonly screen: ScreenAgent;
  readonly parse: ParseScreen;
  readonly cost: QuotaSource['cost'];
  /** @param folder where the CLI is started; `own` when it is ccx's own empty one */
  readonly args: (folder: string, own: boolean) => readonly string[];
  readonly env?: Env;
}

export interface PtySourceOptions extends SourceOptions {
  /** For recorders. */
  readonly observer?: PtyObserver;
}

/** Reads the quota from the screen that a person would look at. */
export function ptySource(
  kind: PtySourceKind,
  { folder, clock, command, timeoutMs = PROBE_TIMEOUT_MS, observer }: PtySourceOptions,
): QuotaSource {
  const { agent } = kind.screen;
  return {
    id: 'pty',
    agent,
    cost: kind.cost,
    async read(account, { env, signal }) {
      const cli = command ?? (await findCli(agent, env));
      if (cli === null) return cliMissing(agent, clock.now());
      const own = await isOwnFolder(folder, env);
      const probe = probeEnv(account, env).env;
      const timeZone = probe['TZ'] || Intl.DateTimeFormat().resolvedOptions().timeZone;
      const parse = (text: string): QuotaReading => {
        const cliVersion = kind.screen.version.exec(text)?.[1] ?? null;
        return kind.parse(text, { account, now: clock.now(), timeZone, cliVersion });
      };
      try {
        const driven = await driveScreen({
          agent: kind.screen,
          file: cli.file,
          args: [...cli.args, ...kind.args(folder, own)],
          env: { ...probe, PWD: folder, TERM: 'xterm-256color', ...kind.env },
          cwd: folder,
          mayTrust: own,
          parse,
          clock,
          timeoutMs,
          signal,
          ...(observer !== undefined && { observer }),
        });
        return await meaningOf(driven, { kind, clock, frames: join(dirname(folder), 'frames') });
      } catch (error) {
        if (error instanceof NoPty) return problem('unsupported', error.message, clock.now());
        throw error;
      }
    },
  };
}

interface Asked {
  readonly kind: PtySourceKind;
  readonly clock: SourceOptions['clock'];
  readonly frames: string;
}

async function meaningOf(driven: Driven, { kind, clock, frames }: Asked): Promise<QuotaReading> {
  const { end, reading, standing, phase, frame } = driven;
  const { title } = AGENTS[kind.screen.agent];
  const now = clock.now();
  if (end === 'answered' && reading !== null && (reading.ok || reading.problem.code !== 'form-unknown')) return reading;
  if (standing !== null) {
    const { dialog } = standing;
    return problem(dialog.code, `${title} asks something first (${dialog.name}): ${standing.title}`, now);
  }
  if (end === 'too-large') return problem('output-too-large', `${title} drew more than can be an answer.`, now);
  if (reading !== null && !reading.ok && reading.problem.code !== 'form-unknown') return reading;
  if (frame.text.trim() === '') {
    return problem('timeout', `${title} drew nothing${end === 'ended' ? ' and ended' : ' in time'}.`, now);
  }
  const version = kind.screen.version.exec(frame.text)?.[1] ?? null;
  const path = await saveFrame({ folder: frames, title, version, at: now, text: frame.text, names: namesHere() });
  const kept = path === null ? '' : ` The screen, without names and paths, is kept in ${path}`;
  const what = end === 'ended' ? 'ended' : `got no further than "${phase}"`;
  return problem('form-unknown', `${title} ${version ?? ''} shows a screen that is not known and ${what}.${kept}`, now);
}

/** Trust means nothing only where nothing lies: ccx's own folder, and only while it is empty. */
async function isOwnFolder(folder: string, env: Env): Promise<boolean> {
  try {
    const own = join(ccxPaths(env, env['HOME'] ?? homedir()).state, 'probe');
    return (await realpath(folder)) === (await realpath(own)) && (await readdir(folder)).length === 0;
  } catch {
    return false;
  }
}

function namesHere(): readonly string[] {
  try {
    return [userInfo().username].filter((name) => name !== 'root');
  } catch {
    return [];
  }
}
