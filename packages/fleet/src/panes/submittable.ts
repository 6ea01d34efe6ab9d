/**
 * A text after which Enter submits. After a backslash it would break the line (Claude Code 2.1.329, Gemini CLI 0.61.0),
 * after a mention pick from the list that is open then (`@` and `$` in Codex 0.169.0); observed 2026-11-21. A space
 * prevents both, and Claude Code drops it again.
 */
export function submittable(text: string): string {
  return /(?:\\|(?:^|\s)[@$]\S*)$/.test(text) ? `${text} ` : text;
}
