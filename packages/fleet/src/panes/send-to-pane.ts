import { setTimeout as delay } from 'node:timers/promises';
import { CcxError, type TerminalPane, type TmuxPane } from '@ccx/contracts';
import { cleanText } from './clean-text.ts';
import { hasArrived } from './has-arrived.ts';
import { paneInput, type PaneOwner } from './pane-input.ts';
import { submittable } from './submittable.ts';
import type { TmuxOptions } from './tmux.ts';

/** `typed`: whether the text was handed to the pane, where it may stand now without an Enter; `null` is unknown. */
export type SendResult =
  | { readonly done: true }
  | { readonly done: false; readonly why: string; readonly typed: boolean | null };

export interface SendToPaneOptions extends PaneOwner, TmuxOptions {
  /** How long the text may take to appear on the screen. @default 5000 */
  readonly arrivalMs?: number;
  /** Milliseconds between two looks at the screen. @default 50 */
  readonly pollMs?: number;
  /**
   * Milliseconds between the sight of the text and Enter. Gemini CLI 0.61.0 takes an Enter within 40 ms of a paste for a
   * line break (2026-11-21). @default 250
   */
  readonly settleMs?: number;
  /** Nothing is typed, and no Enter pressed, after this. */
  readonly signal?: AbortSignal;
}

const UNSEEN = 'The pane did not show the text, so Enter was not pressed. It may ask something else now.';

/**
 * Types a text into a pane and submits it: a bracketed paste, and an Enter of its own once the text is seen on the
 * screen. Where it does not appear, Enter is not pressed: a permission dialog of Claude Code 2.1.329 throws the paste
 * away and takes the Enter for "Yes" (2026-11-21). Right before, the pane is proved to be the process' own, and the
 * process to be who reads its keys. What somebody has typed there already is submitted with it.
 *
 * Terminal sequences and control characters but tab and line feed are left out, see {@link cleanText}, and some texts get
 * a space at their end, see {@link submittable}. A program that did not ask for bracketed pastes gets the lines as they
 * are. Claude Code tells its model of a paste of more than three lines or 800 characters that it was pasted.
 *
 * @throws {CcxError} `invalid_argument` for a text in which nothing is to be typed; the signal's reason
 * @example
 * await sendToPane(pane, 'Now run the tests.\nAll of them.', { processPid: 4711, parentOf }); // { done: true }
 */
export async function sendToPane(
  pane: TmuxPane | TerminalPane,
  text: string,
  { processPid, parentOf, arrivalMs = 5_000, pollMs = 50, settleMs = 250, signal, ...options }: SendToPaneOptions,
): Promise<SendResult> {
  const clean = submittable(cleanText(text));
  if (clean.trim() === '') throw new CcxError('invalid_argument', 'The text to send is empty.');
  const input = await paneInput(pane, { processPid, parentOf }, options);
  if (typeof input === 'string') return { done: false, why: input, typed: false };
  const before = await input.screen();
  if (before === null) return { done: false, why: 'The screen of the pane cannot be read.', typed: false };
  signal?.throwIfAborted();
  if (!(await input.paste(clean))) return { done: false, why: 'The text could not be typed.', typed: null };
  const wait = async (ms: number): Promise<void> => {
    await delay(ms, undefined, { signal }).catch(() => {});
    signal?.throwIfAborted();
  };
  const end = performance.now() + arrivalMs;
  const isSeen = async (): Promise<boolean> => hasArrived(clean, before, (await input.screen()) ?? '');
  while (!(await isSeen())) {
    if (performance.now() >= end) return { done: false, why: UNSEEN, typed: null };
    await wait(pollMs);
  }
  await wait(settleMs);
  // A dialog may have come up meanwhile.
  if (!(await isSeen())) return { done: false, why: UNSEEN, typed: null };
  if (await input.enter()) return { done: true };
  return { done: false, why: 'The text stands in the pane, but Enter could not be pressed.', typed: true };
}
