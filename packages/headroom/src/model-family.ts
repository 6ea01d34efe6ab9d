/** What vendors write behind a family's name without meaning another family. */
const VERSION = /^(?:\d.*|latest|preview|exp)$/;

/**
 * Whether a model, by any of its names, is provably of the family to which a window applies: the family's words stand in
 * the model's name, and behind them nothing but a version. What cannot be proved is not of the family.
 *
 * @example
 * isOfFamily('claude-fable-5', 'fable');                // true
 * isOfFamily('gemini-2.5-flash-lite', 'flash');         // false: flash-lite is a family of its own
 * isOfFamily('gpt-5.3-codex', 'gpt-5.3-codex-spark');   // false
 */
export function isOfFamily(model: string, family: string): boolean {
  const named = words(model);
  const meant = words(family);
  if (meant.length === 0) return false;
  return named.some(
    (_, at) =>
      meant.every((word, offset) => named[at + offset] === word) &&
      named.slice(at + meant.length).every((word) => VERSION.test(word)),
  );
}

function words(name: string): readonly string[] {
  return name.toLowerCase().match(/[a-z0-9]+/g) ?? [];
}
