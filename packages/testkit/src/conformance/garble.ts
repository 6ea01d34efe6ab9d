/** Pieces of 0 to 700 bytes, and at times single bytes, so that characters and escapes are cut too. */
export function pieces(bytes: Uint8Array, seed: number): readonly Uint8Array[] {
  const random = randomNumbers(seed);
  const cut: Uint8Array[] = [];
  for (let at = 0; at < bytes.length;) {
    const size = random() < 0.3 ? Math.floor(random() * 4) : Math.floor(random() * Math.max(700, bytes.length / 50));
    cut.push(bytes.subarray(at, at + size));
    at += size;
  }
  return cut;
}

/** Up to 400 bytes, half of them such as mean something in JSON. */
export function garbage(seed: number): Uint8Array {
  const random = randomNumbers(seed);
  const alphabet = Buffer.from('{}[]":,\\\n\r\0u00e9\u{1f600}\u2028ntrue0.1e9 type assistant');
  return Uint8Array.from({ length: Math.floor(random() * 400) }, () =>
    random() < 0.5 ? Math.floor(random() * 256) : (alphabet[Math.floor(random() * alphabet.length)] ?? 0),
  );
}

/** Up to thirty variants of a line: each value of its first two levels replaced by values of other kinds, or removed. */
export function mutations(line: string): readonly string[] {
  if (line.length > 20_000) return [];
  let object: unknown;
  try {
    object = JSON.parse(line);
  } catch {
    return [];
  }
  if (typeof object !== 'object' || object === null) return [];
  const random = randomNumbers(line.length);
  const variants: string[] = [];
  for (let count = 0; count < 30; count++) variants.push(JSON.stringify(mutated(object, random, 0)));
  return variants;
}

const OTHER_VALUES: readonly unknown[] = [null, true, false, 0, -1, 1e308, '', 'x', [], [null], [[]], {}, { type: 1 }];

function mutated(value: unknown, random: () => number, depth: number): unknown {
  if (Array.isArray(value)) return value.map((each) => mutated(each, random, depth + 1));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, each]): [string, unknown][] => {
      const chance = random();
      if (key !== 'type' || depth > 0) {
        if (chance < 0.05) return [];
        if (chance < 0.15) return [[key, OTHER_VALUES[Math.floor(random() * OTHER_VALUES.length)]]];
      }
      return [[key, mutated(each, random, depth + 1)]];
    }),
  );
}

/** Mulberry32: small, seeded, good enough to cut and garble. */
function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
