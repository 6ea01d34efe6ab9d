import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { tokensOf } from '../../src/cassette/tokens.ts';
import { CASSETTES, corpusChunks, screenOf, scrubbed } from './recordings.ts';

const RED = '\u001B[31m';
const PLAIN = '\u001B[39m';
const EMAIL = 'ada@lovelace.dev';

/** Sequences alone, in their order. */
function sequences(chunks: readonly string[]): readonly string[] {
  const stream = chunks.join('');
  return tokensOf(stream).flatMap(({ kind, start, end }) => (kind === 'text' ? [] : [stream.slice(start, end)]));
}

describe('A scrubbed recording', () => {
  test.for<[what: string, text: string, clean: string]>([
    ['an e-mail', `as ${EMAIL} ok`, 'as xxx@xxxxxxxx.xxx ok'],
    ['an e-mail in brackets', `(${EMAIL})`, '(xxx@xxxxxxxx.xxx)'],
    ['an e-mail that is cut off', 'ada@lovela…  ok', 'xxx@xxxxxx…  ok'],
    ['a path', 'in /srv/ada/secret-project, now', 'in /xxx/xxx/xxxxxx-xxxxxxx, now'],
    ['a path below the home', '~/secret', '~/xxxxxx'],
    ['a path of Windows', String.raw`C:\Users\ada`, String.raw`x:\xxxxx\xxx`],
    ['a path in an address', 'file:///home/ada/x', 'file:///xxxx/xxx/x'],
    ['a socket', 'uds:/tmp/cc-socks/41011.sock', 'uds:/xxx/xx-xxxxx/00000.xxxx'],
    ['an id', 'id 0b20c4f0-a477-4f04-a850-2989e33d01fa', 'id 0x00x0x0-x000-0x00-x000-0000x00x00xx'],
    ['a token', 'sk-ant-abc123def456', 'xx-xxx-xxx000xxx000'],
    ['an organization', 'Organization:   Lovelace & Sons', 'Organization:   xxxxxxxx & xxxx'],
    ['an organization in a banner', 'Opus 5.5 · Claude Max · Ada Labs', 'Opus 5.5 · Claude Max · xxx xxxx'],
    ['a proxy with a password', 'Proxy: http://ada:pw@127.0.0.1:8788', 'Proxy: xxxx://xxx:xx@000.0.0.0:8788'],
  ])('holds no longer %s', async ([, text, clean]) => {
    expect(await screenOf(await scrubbed([text]))).toBe(clean);
  });

  test.for([
    '/usage',
    '/help for more information',
    '42% used · Resets 3:51am (UTC)',
    '5h limit: [████░░] 63% left (resets 01:08 on 24 Nov)',
    'Visit https://chatgpt.com/settings/usage for up-to-date',
    ' > Type your message or @path/to/file',
    '←/→ to switch · Enter/Esc',
    'Opus 5.5 · Claude Max',
  ])('still says what it is about: %s', async (text) => {
    expect(await scrubbed([text])).toEqual([text]);
  });

  test('holds no words that the caller knows, as they are written or cut off', async () => {
    const words = [
      { kind: 'organization', text: 'Lovelace & Sons' },
      { kind: 'name', text: 'ada' },
      { kind: 'name', text: 'session' },
    ] as const;
    const text = 'Hello ada of LOVELACE & SONS, or Lovel…; session. Canada, the Adagio and sessions stay.';
    expect(await screenOf(await scrubbed([text], { words }))).toBe(
      'Hello xxx of xxxxxxxx & xxxx, or xxxxx…; xxxxxxx. Canada, the Adagio and sessions stay.',
    );
  });

  test('holds no e-mail whose letters came in several chunks, in several colours, or one by one from places of the screen', async () => {
    const letters = Array.from(EMAIL, (letter, at) => `\u001B[3;${at + 5}H${letter}`);
    const shuffled = letters.toSorted((one, other) => one.slice(-1).localeCompare(other.slice(-1)));
    for (const chunks of [['ada@lo', 'vel', 'ace.dev'], [`${RED}ada${PLAIN}@love${RED}lace.dev${PLAIN}`], shuffled]) {
      const clean = await scrubbed(chunks);
      expect((await screenOf(clean)).trim()).toBe('xxx@xxxxxxxx.xxx');
      expect(sequences(clean)).toEqual(sequences(chunks));
    }
  });

  test('holds no e-mail that is drawn over a wrapped line, whether the terminal, a frame or the CLI wrapped it', async () => {
    const wrapped = `an account: ${EMAIL} is it`;
    const framed = '│ my account: ada@ │\r\n│ lovelace.dev     │\r\n│ 42% used         │';
    const indented = 'my account is ada@lo\r\n  velace.dev\r\n  42% used';
    const drawn = await screenOf(await scrubbed([wrapped], { columns: 20 }), 20);
    expect(drawn.replaceAll('\n', '')).toBe('an account: xxx@xxxxxxxx.xxx is it');
    expect(await screenOf(await scrubbed([framed], { columns: 20 }), 20)).toBe(
      '│ my account: xxx@ │\n│ xxxxxxxx.xxx     │\n│ 42% used         │',
    );
    expect(await screenOf(await scrubbed([indented], { columns: 20 }), 20)).toBe(
      'my account is xxx@xx\n  xxxxxx.xxx\n  42% used',
    );
  });

  test('holds no e-mail that goes on in a shorter line, where it stands whole somewhere else', async () => {
    const clean = await scrubbed([`${EMAIL}\r\n`, 'as ada@lov\r\n  elace.dev']);
    expect(await screenOf(clean)).toBe('xxx@xxxxxxxx.xxx\nas xxx@xxx\n  xxxxx.xxx');
  });

  test('holds no e-mail that was wiped away before anybody could have seen it', async () => {
    expect(await scrubbed([`${EMAIL}\u001B[2J\u001B[Hok`])).toEqual(['xxx@xxxxxxxx.xxx\u001B[2J\u001B[Hok']);
  });

  test('tells nothing in the title of the terminal or in links either, whose own marks stay', async () => {
    const link = `\u001B]8;id=7;https://ada:pw@example.com\u0007here\u001B]8;;\u0007`;
    const [clean = ''] = await scrubbed([`\u001B]0;${EMAIL}\u001B\\${link}`]);
    expect(clean).toContain('\u001B]0;xxx@xxxxxxxx.xxx\u001B\\\u001B]8;');
    expect(clean).toMatch(/@xxxxxxx\.xxx\u0007here\u001B\]8;;\u0007$/);
  });

  test('is as wide as it was, also where letters are two places wide or have accents beside them', async () => {
    const words = [{ kind: 'organization', text: '東京株式会社' }] as const;
    const chunks = ['│ 東京株式会社 │ Organization: Cafe\u0301 Na\u00EFve │'];
    expect(await screenOf(await scrubbed(chunks, { words }))).toBe('│ ｘｘｘｘｘｘ │ Organization: xxxx\u0301 xxxxx │');
  });

  test('is not changed by being scrubbed again', async () => {
    const once = await scrubbed([
      `${EMAIL} in /srv/ada/x, id 0b20c4f0-a477-4f04-a850-2989e33d01fa, sk-ant-abc123def456`,
    ]);
    expect(await scrubbed(once)).toEqual(once);
  });

  test('keeps the sequences and the width of a real screen wherever an e-mail is written into it and its chunks are cut', async () => {
    const streams = await Promise.all(
      CASSETTES.filter((name) => /usage$|status$/.test(name)).map(async (name) => (await corpusChunks(name)).join('')),
    );
    expect(streams.length).toBeGreaterThan(1);
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...streams),
        fc.nat(),
        fc.array(fc.nat(), { maxLength: 20 }),
        async (stream, where, cuts) => {
          const texts = tokensOf(stream).filter(({ kind, start, end }) => kind === 'text' && end > start);
          const at = texts[where % texts.length]?.end ?? 0;
          const soiled = `${stream.slice(0, at)} ${EMAIL} ${stream.slice(at)}`;
          const ends = [...new Set(cuts.map((cut) => cut % soiled.length)), soiled.length].toSorted(
            (one, other) => one - other,
          );
          const chunks = ends.map((end, index) => soiled.slice(ends[index - 1] ?? 0, end));
          const clean = await scrubbed(chunks);
          expect(clean.map(({ length }) => length)).toEqual(chunks.map(({ length }) => length));
          expect(sequences(clean)).toEqual(sequences(chunks));
          expect(clean.join('')).not.toContain('lovelace');
          expect((await screenOf(clean)).replaceAll(/[\p{L}\p{N}]/gu, 'x')).toBe(
            (await screenOf(chunks)).replaceAll(/[\p{L}\p{N}]/gu, 'x'),
          );
        },
      ),
      { numRuns: 8 },
    );
  });

  test('takes any bytes, and takes them apart without losing one', async () => {
    const bits = fc.constantFrom(
      '\u001B',
      '[',
      ']',
      '8;',
      '0m',
      'P',
      '\\',
      '\u0007',
      '\r\n',
      'ada@lovelace.dev',
      '\u009B',
      '東',
      '\u{1F600}',
      ' ',
    );
    await fc.assert(
      fc.asyncProperty(fc.array(fc.oneof(bits, fc.string({ unit: 'binary' })), { maxLength: 12 }), async (pieces) => {
        const stream = pieces.join('');
        const tokens = tokensOf(stream);
        expect(tokens.map(({ start, end }) => stream.slice(start, end)).join('')).toBe(stream);
        const clean = (await scrubbed(pieces, { columns: 30 })).join('');
        expect(Array.from(clean)).toHaveLength(Array.from(stream).length);
        expect(sequences([clean])).toHaveLength(sequences([stream]).length);
      }),
      { numRuns: 30 },
    );
  });
});
