import type { QuotaReading } from '@ccx/contracts';
import type { Frame } from '../../src/pty/rendered-screen.ts';
import type { ScreenAgent } from '../../src/pty/screen-agent.ts';
import { ScreenTalk, type Move } from '../../src/pty/screen-talk.ts';

const LOOK_MS = 10;

export interface TalkTimeOptions {
  readonly agent: ScreenAgent;
  readonly mayTrust?: boolean;
  readonly parse?: (text: string) => QuotaReading;
}

/** What was done, and when. */
export type Deed = readonly [atMs: number, what: string];

/** A talk in virtual time: a frame stands for so long and is looked at again and again. */
export class TalkTime {
  readonly talk: ScreenTalk;
  nowMs = 0;
  end: Extract<Move, { do: 'end' }> | null = null;

  constructor({ agent, mayTrust = false, parse = () => readingOf('form-unknown') }: TalkTimeOptions) {
    this.talk = new ScreenTalk({ agent, mayTrust, parse });
  }

  /** Everything that is written while the frame stands there. */
  show(frame: Frame, forMs: number): readonly Deed[] {
    const written: Deed[] = [];
    for (const untilMs = this.nowMs + forMs; this.nowMs < untilMs && this.end === null; this.nowMs += LOOK_MS) {
      const move = this.talk.look(frame, this.nowMs);
      if (move.do === 'write') written.push([this.nowMs, move.bytes]);
      if (move.do === 'end') this.end = move;
    }
    return written;
  }

  /** Only what is written, without the times. */
  keys(frame: Frame, forMs: number): readonly string[] {
    return this.show(frame, forMs).map(([, bytes]) => bytes);
  }
}

export function readingOf(code: string): QuotaReading & { readonly ok: false } {
  return { ok: false, problem: { code, detail: '', at: '2026-11-21T01:00:00.000Z', retryAt: null } };
}
