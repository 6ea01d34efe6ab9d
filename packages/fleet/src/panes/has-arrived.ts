/**
 * What an agent shows instead of a long paste: `[Pasted text #2 +4 lines]` (Claude Code 2.1.329), `[Pasted Content 1999
 * chars]` (Codex 0.169.0), `[Pasted Text: 12 lines]` (Gemini CLI 0.61.0); 2026-11-21.
 */
const PLACEHOLDER = /\[pasted (?:text|content)[^\]\n]*\]/gi;
/** Everything that no program draws on its own account around a text: no spaces, no frames, no prompt signs. */
const DRAWN = /[^\p{L}\p{N}!-~]/gu;
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
  const whole = drawn(text);
  if (whole.length >= SHORT) return drawn(screen).split(whole.slice(-TAIL)).length - 1;
  const last = lineOf(text.trimEnd().split('\n').at(-1) ?? '');
  return screen.split('\n').filter((line) => lineOf(line) === last).length;
}

function placeholders(screen: string): readonly string[] {
  return screen.match(PLACEHOLDER) ?? [];
}

/** A prompt may begin with a sign of ASCII. */
function lineOf(line: string): string {
  return drawn(line).replace(/^[>$#%]/, '');
}

/** Where nothing is left, as of emoji alone, all but the spaces. */
function drawn(text: string): string {
  return text.replaceAll(DRAWN, '') || text.replaceAll(/\s/g, '');
}
