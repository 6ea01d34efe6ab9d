import type { ModelDiscovery } from '@ccx/contracts';
import { compareModels, familyWord, isOfFamily, parseModelName } from './model-name.ts';

/**
 * The model that a family's name stands for: what the CLI says, else the newest of that family (4.10 is newer than 4.7).
 * A part of a version narrows it down (`opus-4`). Everything else passes through as it is, because the CLI may know what
 * ccx does not; nothing is ever matched by a part of a word.
 *
 * @example
 * resolveModelAlias('opus', { models: ['claude-opus-4-7', 'claude-opus-4-10'], aliases: {} }); // 'claude-opus-4-10'
 */
export function resolveModelAlias(
  alias: string,
  { models, aliases }: Pick<ModelDiscovery, 'models' | 'aliases'>,
): string {
  if (models.includes(alias)) return alias;
  const known = named(aliases, alias) ?? named(aliases, alias.trim().toLowerCase());
  if (known !== null) return known;
  const wanted = parseModelName(alias);
  // Who names a day means that very snapshot.
  if (wanted.dated) return alias;
  const newest = newestOf(
    [...models, ...Object.keys(aliases)].filter((name) => isOfFamily(parseModelName(name), wanted)),
  );
  return newest === null ? alias : (named(aliases, newest) ?? newest);
}

/** The families of these models by their own words, each with its newest model. */
export function familyAliases(models: readonly string[]): Readonly<Record<string, string>> {
  const families = new Map<string, readonly string[]>();
  for (const model of models) {
    const word = familyWord(parseModelName(model));
    if (word !== null && word !== model) families.set(word, [...(families.get(word) ?? []), model]);
  }
  return Object.fromEntries([...families].map(([word, members]) => [word, newestOf(members) ?? word]));
}

/** The first of the newest, in the vendor's order. */
function newestOf(names: readonly string[]): string | null {
  return names.reduce<string | null>(
    (best, name) => (best === null || compareModels(parseModelName(name), parseModelName(best)) > 0 ? name : best),
    null,
  );
}

function named(aliases: Readonly<Record<string, string>>, alias: string): string | null {
  return Object.hasOwn(aliases, alias) ? (aliases[alias] ?? null) : null;
}
