const LEVEL = '[a-z][a-z0-9_-]{1,19}';
const QUOTED = `["'\`]?${LEVEL}["'\`]?`;
/** `low, medium and high`, with or without quotes. */
const LIST = `${QUOTED}(?:(?:\\s*,\\s*(?:and\\s+|or\\s+)?|\\s+(?:and|or)\\s+|\\s*\\|\\s*)${QUOTED})+`;

/** In an option's paragraph of a help text: `(low, medium, high)` or `(choices: "low", "high")`. */
const IN_HELP = new RegExp(`\\((?:choices:\\s*|one of:?\\s*)?(${LIST})\\)`, 'i');
/** What the CLIs, their configuration reader and their vendors' servers write after a value that is none. */
const IN_ERROR = new RegExp(
  `(?:valid (?:values|levels|options)(?: are)?:?|supported values(?: are)?:?|allowed choices are|expected one of:?)\\s*(${LIST})`,
  'i',
);
/** An option that is about effort, to the next option. */
const EFFORT_OPTION = /^[ \t]+(?:-\w,?[ \t]+)?--[\w-]*effort\b.*(?:\n(?![ \t]*-)[ \t]+\S.*)*/m;

/**
 * The levels of reasoning effort, in the CLI's own order, from its help text (`--effort <level> … (low, medium, high)`,
 * Claude Code 2.1.329) or from what it says to a level that it does not know ("Unknown --effort value … Valid values:
 * low, medium, high"; "unknown variant `x`, expected one of …" in `model_reasoning_effort`). Empty where it names none.
 */
export function readReasoningLevels(text: string): readonly string[] {
  const plain = text.replaceAll('\r', '');
  const paragraph = EFFORT_OPTION.exec(plain)?.[0];
  const list =
    (paragraph === undefined ? undefined : IN_HELP.exec(paragraph)?.[1]) ??
    // The levels of something else would be worse than none.
    (/effort/i.test(plain) ? IN_ERROR.exec(plain)?.[1] : undefined);
  const words = (list ?? '').toLowerCase().match(new RegExp(LEVEL, 'g')) ?? [];
  return [...new Set(words)].filter((word) => word !== 'and' && word !== 'or');
}

/** The levels of several models as one list: each stands where its own model puts it, weakest first. */
export function mergeLevels(lists: readonly (readonly string[])[]): readonly string[] {
  const merged: string[] = [];
  for (const list of lists) {
    for (const [at, level] of list.entries()) {
      if (merged.includes(level)) continue;
      const before = list[at - 1];
      merged.splice(before === undefined ? 0 : merged.indexOf(before) + 1, 0, level);
    }
  }
  return merged;
}
