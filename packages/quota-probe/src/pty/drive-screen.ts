import { randomUUID } from 'node:crypto';
import type { Clock, Env, QuotaReading } from '@ccx/contracts';
import { endTree, processDomain, processId } from '@ccx/contracts/host';
import type { Standing } from './dialog-talk.ts';
import { LARGEST_OUTPUT, ptyStage, type PtyObserver } from './pty-stage.ts';
import type { Frame } from './rendered-screen.ts';
import type { ScreenAgent } from './screen-agent.ts';
import { ScreenTalk, type Phase } from './screen-talk.ts';
import type { OpenStage, Stage } from './stage.ts';

export type { PtyObserver } from './pty-stage.ts';

const LOOK_EVERY_MS = 20;
/** So long a CLI may take to leave its screen by each of its keys. */
const LEAVE_MS = 500;

export interface DriveOptions {
  readonly agent: ScreenAgent;
  readonly file: string;
  readonly args: readonly string[];
  /** Complete: nothing is added but the mark by which its tree is found. */
  readonly env: Env;
  readonly cwd: string;
  /** `cwd` is ccx's own empty folder. */
  readonly mayTrust: boolean;
  readonly parse: (text: string) => QuotaReading;
  readonly clock: Clock;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
  readonly observer?: PtyObserver;
  /** @default a pseudo-terminal, which `observer` sees */
  readonly open?: OpenStage;
}

export interface Driven {
  /** `answered`: `reading` is what the CLI said; `stopped`: a dialog did not go away. */
  readonly end: 'answered' | 'stopped' | 'ended' | 'timeout' | 'too-large';
  readonly reading: QuotaReading | null;
  /** The dialog that stood in the way. */
  readonly standing: Standing | null;
  readonly phase: Phase;
  readonly frame: Frame;
}

/**
 * Asks an agent in a terminal of its own. Its whole process tree is gone when this resolves, whatever it did.
 *
 * @throws {NoStage} where no terminal can be had; the reason of `signal` when that is aborted
 */
export async function driveScreen(options: DriveOptions): Promise<Driven> {
  const { agent, file, args, env, cwd, mayTrust, parse, clock, timeoutMs, signal, observer } = options;
  signal.throwIfAborted();
  const marker = { name: 'CCX_PROBE_ID', value: randomUUID() };
  const startedMs = Date.parse(clock.now());
  const sinceStart = (): number => Date.parse(clock.now()) - startedMs;
  const open = options.open ?? ptyStage(observer);
  // Where no processes can be told apart nothing is started.
  const domain = await processDomain();
  const stage = await open({ file, args, cwd, env: { ...env, [marker.name]: marker.value }, sinceStart });
  // Asked for at once: later the number may belong to another process. Of one that has ended already only the mark is left.
  const root = (await processId(stage.pid)) ?? { pid: stage.pid, startedAt: '', domain };
  const talk = new ScreenTalk({ agent, parse, mayTrust });
  const drive = async (): Promise<Driven> => {
    for (;;) {
      // Before the look: what was drawn before the end is seen, too.
      const over = stage.ended();
      const frame = await stage.frame();
      const move = talk.look(frame, sinceStart());
      const { standing, phase } = talk;
      const driven = (end: Driven['end'], reading: QuotaReading | null): Driven => {
        return { end, reading, standing, phase, frame };
      };
      if (move.do === 'end') return driven(move.reading === null ? 'stopped' : 'answered', move.reading);
      if (stage.size() > LARGEST_OUTPUT) return driven('too-large', null);
      if (over) return driven('ended', talk.lastReading);
      if (sinceStart() >= timeoutMs) return driven('timeout', talk.lastReading);
      if (move.do === 'write') stage.write(move.bytes);
      await clock.sleep(LOOK_EVERY_MS, signal);
    }
  };
  try {
    const driven = await drive();
    if (driven.end === 'answered') await leave(stage, agent, clock, signal);
    return driven;
  } finally {
    await endTree(root, { marker, termGraceMs: 1_000 });
    await stage.close();
  }
}

/** Some CLIs tidy up only when they are left as a person leaves them; what they do afterwards is not waited for. */
async function leave(stage: Stage, agent: ScreenAgent, clock: Clock, signal: AbortSignal): Promise<void> {
  for (const key of agent.leave) {
    if (stage.ended()) return;
    stage.write(key);
    for (let leftMs = LEAVE_MS; leftMs > 0 && !stage.ended(); leftMs -= LOOK_EVERY_MS) {
      if (!agent.answered(await stage.frame())) break;
      await clock.sleep(LOOK_EVERY_MS, signal);
    }
  }
}
