/** Characters that need no quotes in any shell. */
const PLAIN = /^[\w@%+=:,./-]+$/;
/** Outside quotes these make more of a line than one command with its words. */
const SHELL_SYNTAX = /[|&;<>()$`\n*?[\]#~{}!]/;

/** One word as a POSIX shell reads it back. */
export function quoteWord(word: string): string {
  return PLAIN.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

/** The words of a simple command; `null` where the line is more than that: a pipe, a variable, several commands. */
export function commandWords(line: string): readonly string[] | null {
  const words: string[] = [];
  let word: string | null = null;
  let at = 0;
  while (at < line.length) {
    const char = line.charAt(at);
    at += 1;
    if (char === ' ' || char === '\t') {
      if (word !== null) words.push(word);
      word = null;
    } else if (char === "'" || char === '"') {
      const end = line.indexOf(char, at);
      const inside = end < 0 ? null : line.slice(at, end);
      if (inside === null || (char === '"' && /[$`\\]/.test(inside))) return null;
      word = (word ?? '') + inside;
      at = end + 1;
    } else if (char === '\\') {
      word = (word ?? '') + line.charAt(at);
      at += 1;
    } else if (SHELL_SYNTAX.test(char)) {
      return null;
    } else {
      word = (word ?? '') + char;
    }
  }
  return word === null ? words : [...words, word];
}
