/** What is taken out of a recording. */
export type PrivateKind = 'email' | 'organization' | 'name' | 'path' | 'id' | 'token';

/** Words that are known to be private, e.g. the name of the person's home. */
export interface PrivateWord {
  readonly kind: PrivateKind;
  readonly text: string;
}

/** A stretch of a text that is private. */
export interface PrivateStretch extends PrivateWord {
  /** In UTF-16 units. */
  readonly start: number;
}

/**
 * What is private by its shape; of a pattern with a group only the group. A command such as `/usage` is no path, the
 * address of a page no secret.
 */
const SHAPES: readonly (readonly [PrivateKind, RegExp])[] = [
  ['email', /[^\s@│"'<>()]+@[\p{L}\p{N}][\p{L}\p{N}.-]*/gu],
  ['path', /(?<![\p{L}\p{N}_/~-])(?:~(?=\/)|[A-Za-z]:(?=\\))?(?:[/\\](?![/\\])[^\s│/\\"'<>()]+){2,}/gu],
  ['path', /(?<![\p{L}\p{N}_/~-])~\/[^\s│"'<>()]+/gu],
  ['path', /\bfile:\/\/([^\s│"'<>()]+)/g],
  ['token', /\b(?:sk|ya29|AIza|gh[opsu]_|eyJ|xox[bp])[\w.-]{8,}/g],
  ['id', /(?:\b[\w-]*)?[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/gi],
  ['id', /\b(?=[A-Za-z_]*\d)\w{20,}\b/g],
  // In the address of a page, e.g. of a login.
  ['token', /=((?=[\w-]*\d)[\w-]{16,})/g],
  ['organization', /\b(?:organi[sz]ation|org|workspace|team):\s+([^\s│]+(?: [^\s│]+)*)/gi],
  // The banners of Claude Code 2.1.329 (2026-11-21).
  ['organization', /· Claude (?:Max|Pro|Team|Enterprise|Free) · ([^\s│]+(?: [^\s│]+)*)/g],
  ['name', /\bWelcome back,? ([^\s│]+(?: [^\s│]+)*?)!/g],
  ['name', /\bsession name:\s+([^\s│]+(?: [^\s│]+)*)/gi],
];

/** Shorter words, and names, are parts of others. */
const SHORTEST_ANYWHERE = 6;
const SHORTEST = 3;
/** A word that is cut off is still known by so many letters before the ellipsis. */
const SHORTEST_CUT = 4;

/** Everything in a text that is private by its shape. */
export function privateByShape(text: string): readonly PrivateStretch[] {
  return SHAPES.flatMap(([kind, shape]) =>
    Array.from(text.matchAll(shape), (match) => {
      const [whole, part = whole] = match;
      return { kind, text: part, start: match.index + whole.lastIndexOf(part) };
    }),
  );
}

/** Finds the known words, whole or cut off by an ellipsis. */
export class PrivateWords {
  readonly #words: readonly { readonly kind: PrivateKind; readonly form: RegExp; readonly isApart: boolean }[];

  constructor(words: readonly PrivateWord[]) {
    this.#words = words.flatMap(({ kind, text }) => {
      if (text.length < SHORTEST) return [];
      const isApart = kind === 'name' || text.length < SHORTEST_ANYWHERE;
      return [{ kind, isApart, form: isApart ? apart(text) : new RegExp(`${literal(text)}|${cutForms(text)}`, 'giu') }];
    });
  }

  /** @param joined the text is of rows that were put together: words that stand apart cannot be told in it */
  in(text: string, joined: boolean): readonly PrivateStretch[] {
    const words = joined ? this.#words.filter(({ isApart }) => !isApart) : this.#words;
    return words.flatMap(({ kind, form }) =>
      Array.from(text.matchAll(form), (match) => ({ kind, text: match[0], start: match.index })),
    );
  }
}

function apart(text: string): RegExp {
  return new RegExp(`(?<![\\p{L}\\p{N}])${literal(text)}(?![\\p{L}\\p{N}])`, 'gu');
}

/** At least the first letters, at most all but the last, before an ellipsis. */
function cutForms(text: string): string {
  const letters = Array.from(text);
  const rest = letters.slice(SHORTEST_CUT, -1).reduceRight((after, letter) => `(?:${literal(letter)}${after})?`, '');
  return `${literal(letters.slice(0, SHORTEST_CUT).join(''))}${rest}(?=…)`;
}

function literal(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|/]/g, String.raw`\$&`);
}
