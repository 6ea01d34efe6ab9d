import type { ScreenSize } from '../pty/rendered-screen.ts';
import type { CastEvent } from './cast.ts';
import { maskOf } from './mask.ts';
import { privateByShape, PrivateWords, type PrivateKind, type PrivateWord } from './private-words.ts';
import { seenTexts, type SeenText, typedTexts } from './seen-text.ts';

/** A recording without what is private. */
export interface Scrubbed {
  readonly events: readonly CastEvent[];
  /** How many characters were replaced, by what they were part of. */
  readonly replaced: Readonly<Record<string, number>>;
}

export interface ScrubOptions {
  readonly size: ScreenSize;
  /** What is private beside what is so by its shape. */
  readonly words: readonly PrivateWord[];
}

/** Places in a stream, in UTF-16 units. */
type Places = ReadonlyMap<number, PrivateKind>;

/** A replaced letter may make a new shape of its surroundings, but not again and again. */
const MOST_PASSES = 4;

/**
 * Takes what is private out of a recording. Letters and digits are replaced by others that are as wide; sequences stay
 * as they are, but for what strings for the terminal (its title, a link) hold of it. What was scrubbed once stays.
 */
export async function scrubCast(events: readonly CastEvent[], options: ScrubOptions): Promise<Scrubbed> {
  const replaced: Record<string, number> = {};
  let clean = events;
  for (let pass = 0; pass < MOST_PASSES; pass += 1) {
    const before = clean;
    clean = await scrubOnce(before, options, replaced);
    if (clean.every(({ data }, index) => data === before[index]?.data)) break;
  }
  return { events: clean, replaced };
}

async function scrubOnce(
  events: readonly CastEvent[],
  { size, words }: ScrubOptions,
  replaced: Record<string, number>,
): Promise<readonly CastEvent[]> {
  const seen = await seenTexts(
    events.map(({ kind, data }) => (kind === 'out' ? data : '')),
    size,
  );
  const shapes = seen.flatMap(({ text, joined }) => (joined ? [] : privateByShape(text)));
  const shaped = Array.from(new Map(shapes.map(({ text, kind }) => [text, kind])), ([text, kind]) => ({ text, kind }));
  const known = new PrivateWords([...words, ...shaped]);
  const drawn = placesIn(seen, known);
  let end = 0;
  return events.map((event) => {
    if (event.kind === 'in') {
      return { ...event, data: mask(event.data, 0, placesIn(typedTexts(event.data), known), replaced) };
    }
    const start = end;
    end += event.data.length;
    return { ...event, data: mask(event.data, start, drawn, replaced) };
  });
}

/** What is private by its shape in one text is so in all of them, also where it is only a part. */
function placesIn(seen: readonly SeenText[], known: PrivateWords): Places {
  const places = new Map<number, PrivateKind>();
  for (const { text, sources, joined } of seen) {
    for (const found of [...(joined ? [] : privateByShape(text)), ...known.in(text, joined)]) {
      for (const source of sources.slice(found.start, found.start + found.text.length)) {
        if (!places.has(source)) places.set(source, found.kind);
      }
    }
  }
  return places;
}

function mask(data: string, start: number, places: Places, replaced: Record<string, number>): string {
  let at = start;
  return Array.from(data, (character) => {
    const kind = places.get(at);
    at += character.length;
    if (kind === undefined) return character;
    const instead = maskOf(character);
    if (instead !== character) replaced[kind] = (replaced[kind] ?? 0) + 1;
    return instead;
  }).join('');
}
