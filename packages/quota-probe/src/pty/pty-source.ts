import { userInfo } from 'node:os';
import { join } from 'node:path';
import { AGENTS, CcxError, type Clock, type Env, type QuotaReading, type QuotaSource } from '@ccx/contracts';
import { recordedSource } from '../cassette/recorded-source.ts';
import { cliMissing, findCli, type Command } from '../process/find-cli.ts';
import { probeEnv } from '../process/probe-env.ts';
import { problem } from '../problem.ts';
import type { ScreenQuestion } from '../screen-question.ts';
import { PROBE_TIMEOUT_MS, type SourceOptions } from '../source-options.ts';
import { driveScreen, type Driven, type PtyObserver } from './drive-screen.ts';
import { isOwnFolder, stateFolder } from './own-folder.ts';
import { saveFrame } from './saved-frame.ts';
import type { ScreenAgent } from './screen-agent.ts';
import { NoStage, type OpenStage } from './stage.ts';

/** What a screen is read as; the parsers of the three agents have this shape. */
export type ParseScreen = (text: string, question: ScreenQuestion) => QuotaReading;

/** Where and as what a CLI is about to be started. */
export interface StartPlace {
  readonly cli: Command;
  readonly env: Env;
  readonly folder: string;
  /** `folder` is ccx's own empty one. */
  readonly own: boolean;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/** How a CLI is started so that nothing of the person's runs and nothing is left. */
export interface ScreenStart {
  readonly args: readonly string[];
  /** Added to the environment. */
  readonly env?: Env;
  /** @default the probe's folder */
  readonly cwd?: string;
}

/** One agent's way to be asked by its screen. */
export interface PtySourceKind {
  readonly screen: ScreenAgent;
  readonly parse: ParseScreen;
  readonly cost: QuotaSource['cost'];
  /** A problem where it cannot be started so. */
  readonly start: (place: StartPlace) => Promise<ScreenStart | (QuotaReading & { readonly ok: false })>;
}

export interface PtySourceOptions extends SourceOptions {
  /** For recorders. */
  readonly observer?: PtyObserver;
}

/** Reads the quota from the screen that a person would look at. */
export function ptySource(kind: PtySourceKind, options: PtySourceOptions): QuotaSource {
  const { folder, recordTo } = options;
  if (recordTo === undefined) return screenSource('pty', kind, options);
  return recordedSource({ recordTo, folder, make: (observer) => screenSource('pty', kind, { ...options, observer }) });
}

/** @param open another stage than a pseudo-terminal */
export function screenSource(
  id: QuotaSource['id'],
  kind: PtySourceKind,
  { folder, clock, command, timeoutMs = PROBE_TIMEOUT_MS, observer }: PtySourceOptions,
  open?: OpenStage,
): QuotaSource {
  const { agent } = kind.screen;
  return {
    id,
    agent,
    cost: kind.cost,
    async read(account, { env, signal }) {
      signal.throwIfAborted();
      const cli = command ?? (await findCli(agent, env));
      if (cli === null) return cliMissing(agent, clock.now());
      const own = await isOwnFolder(folder, env);
      const probe = probeEnv(account, env).env;
      const timeZone = probe['TZ'] || Intl.DateTimeFormat().resolvedOptions().timeZone;
      const parse = (text: string): QuotaReading => {
        const cliVersion = kind.screen.version.exec(text)?.[1] ?? null;
        return readFrom(id, kind.parse(text, { account, now: clock.now(), timeZone, cliVersion }));
      };
      const startedMs = Date.parse(clock.now());
      try {
        const start = await kind.start({ cli, env: probe, folder, own, clock, signal });
        if ('problem' in start) return start;
        const { args, env: more, cwd = folder } = start;
        const driven = await driveScreen({
          agent: kind.screen,
          file: cli.file,
          args: [...cli.args, ...args],
          env: { ...probe, PWD: cwd, TERM: 'xterm-256color', ...more },
          cwd,
          mayTrust: own,
          parse,
          clock,
          timeoutMs: timeoutMs - (Date.parse(clock.now()) - startedMs),
          signal,
          ...(observer !== undefined && { observer }),
          ...(open !== undefined && { open }),
        });
        return await meaningOf(driven, { kind, clock, frames: join(stateFolder(env), 'frames') });
      } catch (error) {
        const lacks = error instanceof NoStage || CcxError.is(error, 'platform_unsupported');
        if (lacks) return problem('unsupported', error.message, clock.now());
        throw error;
      }
    },
  };
}

/** A parser knows a screen, not where it stood. */
function readFrom(source: QuotaSource['id'], reading: QuotaReading): QuotaReading {
  if (!reading.ok) return reading;
  const windows = reading.snapshot.windows.map((window) => ({ ...window, source }));
  return { ok: true, snapshot: { ...reading.snapshot, windows } };
}

interface Asked {
  readonly kind: PtySourceKind;
  readonly clock: Clock;
  readonly frames: string;
}

async function meaningOf(driven: Driven, { kind, clock, frames }: Asked): Promise<QuotaReading> {
  const { end, reading, standing, phase, frame } = driven;
  const { title } = AGENTS[kind.screen.agent];
  const now = clock.now();
  const understood = reading !== null && (reading.ok || reading.problem.code !== 'form-unknown') ? reading : null;
  if (end === 'answered' && understood !== null) return understood;
  if (standing !== null) {
    const { dialog } = standing;
    return problem(dialog.code, `${title} asks something first (${dialog.name}): ${standing.title}`, now);
  }
  if (end === 'too-large') return problem('output-too-large', `${title} drew more than can be an answer.`, now);
  if (understood !== null) return understood;
  if (frame.text.trim() === '') {
    return problem('timeout', `${title} drew nothing${end === 'ended' ? ' and ended' : ' in time'}.`, now);
  }
  const version = kind.screen.version.exec(frame.text)?.[1] ?? null;
  const path = await saveFrame({ folder: frames, title, version, at: now, text: frame.text, names: namesHere() });
  const kept = path === null ? '' : ` The screen, without names and paths, is kept in ${path}`;
  const what = end === 'ended' ? 'ended' : `got no further than "${phase}"`;
  const who = version === null ? title : `${title} ${version}`;
  return problem('form-unknown', `${who} shows a screen that is not known and ${what}.${kept}`, now);
}

function namesHere(): readonly string[] {
  try {
    return [userInfo().username].filter((name) => name !== 'root');
  } catch {
    return [];
  }
}
