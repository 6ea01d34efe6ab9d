import { accountId, type Clock, type Instant, type QuotaReading } from '@ccx/contracts';
import { problem } from '../problem.ts';
import { openScreen, type Frame } from '../pty/rendered-screen.ts';
import { ScreenTalk, type Phase } from '../pty/screen-talk.ts';
import type { CastEvent } from './cast.ts';
import type { CassetteManifest } from './manifest.ts';
import { SCREENS } from './screens.ts';
import { Tape } from './tape.ts';

export interface PlayOptions {
  /** How many times as fast as it was recorded; `Infinity` does not wait at all. */
  readonly speed: number;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** Called when the talk with the screen enters a phase; `atMs` since the start, at the speed of the recording. */
  readonly onPhase?: (phase: Phase, atMs: number) => void;
}

const LOOK_EVERY_MS = 20;
/** Nothing that the talk waits for takes so long; gaps in a recording may be longer. */
const OVER_MS = 10_000;

export interface Played {
  readonly reading: QuotaReading;
  /** What the screen said of it; `null` where it did not. */
  readonly cliVersion: string | null;
}

/** Asks a recorded screen as a live one is asked. At any speed it is looked at in the same moments. */
export async function playCast(
  { agent, terminal, capturedAt, timeZone }: Pick<CassetteManifest, 'agent' | 'terminal' | 'capturedAt' | 'timeZone'>,
  events: readonly CastEvent[],
  { speed, clock, signal, onPhase }: PlayOptions,
): Promise<Played> {
  const { screen: asked, parse } = SCREENS[agent];
  const account = { agent, configDir: null, id: accountId(agent, null) };
  const talk = new ScreenTalk({
    agent: asked,
    // Nothing is trusted by a recording; one that was made elsewhere holds no answer to that.
    mayTrust: true,
    parse: (text) =>
      parse(text, { account, now: capturedAt, timeZone, cliVersion: asked.version.exec(text)?.[1] ?? null }),
  });
  const screen = await openScreen(() => {}, terminal);
  const tape = new Tape(events);
  const startedMs = Date.parse(clock.now());
  let phase = talk.phase;
  let cliVersion: string | null = null;
  try {
    for (let nowMs = 0; ; nowMs += LOOK_EVERY_MS) {
      signal.throwIfAborted();
      const drawn = tape.play(nowMs);
      if (drawn !== '') await screen.draw(drawn);
      const frame = screen.frame();
      cliVersion ??= asked.version.exec(frame.text)?.[1] ?? null;
      const move = talk.look(frame, nowMs);
      if (talk.phase !== phase) onPhase?.((phase = talk.phase), nowMs);
      if (move.do === 'end' || tape.overMs(nowMs) > OVER_MS) {
        const reading = move.do === 'end' ? move.reading : talk.lastReading;
        return { reading: meaningOf(talk, reading, frame, capturedAt), cliVersion };
      }
      if (move.do === 'write') tape.press(move.bytes);
      if (speed < Infinity) {
        await clock.sleep(Math.max(0, startedMs + nowMs / speed - Date.parse(clock.now())), signal);
      }
    }
  } finally {
    screen.close();
  }
}

/** As the PTY source says it, but for its details. */
function meaningOf(
  { standing, phase }: ScreenTalk,
  reading: QuotaReading | null,
  { text }: Frame,
  at: Instant,
): QuotaReading {
  if (reading !== null && (reading.ok || reading.problem.code !== 'form-unknown')) return reading;
  if (standing !== null) return problem(standing.dialog.code, `${standing.dialog.name}: ${standing.title}`, at);
  if (text === '') return problem('timeout', 'Nothing was drawn.', at);
  return problem('form-unknown', `The screen is not known and got no further than "${phase}".`, at);
}
