/** As wide on a screen as two letters (as @xterm/headless 6 counts by default). */
const WIDE =
  /^[\u1100-\u115F\u2329\u232A\u2E80-\u303E\u3040-\uA4CF\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF00-\uFF60\uFFE0-\uFFE6\u{20000}-\u{2FFFD}\u{30000}-\u{3FFFD}]$/u;

/** What stands in the place of a character that is private: as wide, and of the same sort, so that it is read alike. */
export function maskOf(character: string): string {
  const isDigit = /^\p{N}$/u.test(character);
  if (!isDigit && !/^(?![\u1160-\u11FF])\p{L}$/u.test(character)) return character;
  if (WIDE.test(character)) return 'ｘ';
  return isDigit ? '0' : 'x';
}
