/** What a model's name says of it. */
export interface ModelName {
  /** Its words without numbers, the vendor's own first: `['claude', 'opus']`. */
  readonly family: readonly string[];
  /** `[4, 10]` for `4.10` and `4-10`; empty where it names none. */
  readonly version: readonly number[];
  /** It names the day of a snapshot. */
  readonly dated: boolean;
  /** It calls itself a preview. */
  readonly early: boolean;
}

const DAY = /-(?:\d{4}-\d{2}-\d{2}|\d{6,})(?=-|$)/;
const NUMBERS = /^\d{1,5}(?:\.\d{1,5})*$/;
/** Words for how ripe a model is, not for which one it is. */
const EARLY: ReadonlySet<string> = new Set(['preview', 'exp', 'experimental']);
const RIPENESS: ReadonlySet<string> = new Set([...EARLY, 'latest']);

/** Reads a name as a CLI takes it (`claude-opus-4-7`, `sonnet[1m]`) or as a person says it (`Opus 4.7`). */
export function parseModelName(text: string): ModelName {
  const name = text
    .trim()
    .toLowerCase()
    .replaceAll(/[\s_-]+/g, '-')
    .replaceAll('[', '-[');
  const words = name.replace(DAY, '').split('-').filter(Boolean);
  return {
    family: words.filter((word) => !NUMBERS.test(word) && !RIPENESS.has(word)),
    version: words.filter((word) => NUMBERS.test(word)).flatMap((word) => word.split('.').map(Number)),
    dated: DAY.test(name),
    early: words.some((word) => EARLY.has(word)),
  };
}

/** The word under which people know a family: without the vendor's own (`opus`); `null` where there is no other. */
export function familyWord({ family }: ModelName): string | null {
  return family.length > 1 ? family.slice(1).join('-') : null;
}

/** Whether a model is of the wanted family, with or without the vendor's word, and of the wanted version as far as one is named. */
export function isOfFamily(model: ModelName, wanted: ModelName): boolean {
  const family = wanted.family.join('-');
  if (family === '' || (model.family.join('-') !== family && familyWord(model) !== family)) return false;
  return wanted.version.every((part, at) => model.version[at] === part);
}

/** Positive where `a` is the newer one; of two alike the one that is no preview and no snapshot. */
export function compareModels(a: ModelName, b: ModelName): number {
  const length = Math.max(a.version.length, b.version.length);
  for (let at = 0; at < length; at += 1) {
    const difference = (a.version[at] ?? 0) - (b.version[at] ?? 0);
    if (difference !== 0) return difference;
  }
  return Number(b.early) - Number(a.early) || Number(b.dated) - Number(a.dated);
}
