/**
 * What an agent shows instead of a long paste: `[Pasted text #2 +4 lines]` (Claude Code 2.1.329), `[Pasted Content 1999
 * chars]` (Codex 0.169.0), `[Pasted Text: 12 lines]` (Gemini CLI 0.61.0); 2026-11-21.
 */
const PLACEHOLDER = /\[pasted (?:text|content)[^\]\n]*\]/gi;
/** What a program may draw around a text and at its line ends on its own account: spaces, frames, prompt signs. */
const AROUND = /[^\p{L}\p{N}\p{Extended_Pictographic}!-~]/gu;
const TAIL = 24;
const SHORT = 8;

/**
 * Whether a text that was pasted stands on the screen now: its end, however the program wraps it, or a placeholder, once
 * more often than before. A short text must be a line of its own, as it might stand anywhere. Only what is seen counts:
 * a dialog that throws a paste away would take the Enter after it for an answer.
 */
export function hasArrived(text: string, before: string, now: string): boolean {
  return seen(text, now) > seen(text, before) || placeholders(now).some((one) => !placeholders(before).includes(one));
}

function seen(text: string, screen: string): number {
  const around = text.replaceAll(AROUND, '') === '' ? /\s/g : AROUND;
  const whole = text.replaceAll(around, '');
  if (whole.length >= SHORT) return screen.replaceAll(around, '').split(whole.slice(-TAIL)).length - 1;
  // A prompt may begin with a sign of ASCII.
  const alone = (line: string): string => line.replaceAll(around, '').replace(/^[>$#%]/, '');
  const last = alone(text.trimEnd().split('\n').at(-1) ?? '');
  return screen.split('\n').filter((line) => alone(line) === last).length;
}

function placeholders(screen: string): readonly string[] {
  return screen.match(PLACEHOLDER) ?? [];
}
