import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { familyAliases, resolveModelAlias } from '../../src/models/resolve-model-alias.ts';

const NONE: Readonly<Record<string, string>> = {};
const among = (alias: string, ...models: readonly string[]): string =>
  resolveModelAlias(alias, { models, aliases: NONE });

describe('the name of a family', () => {
  test('stands for its newest version, by numbers and not by letters', () => {
    expect(among('opus', 'claude-opus-4-7', 'claude-opus-4-10', 'claude-opus-4-9')).toBe('claude-opus-4-10');
    expect(among('opus', 'opus-4.10', 'opus-4.7')).toBe('opus-4.10');
    expect(among('sol', 'gpt-6-sol', 'gpt-6.1-sol', 'gpt-5.6-sol')).toBe('gpt-6.1-sol');
    expect(among('opus', 'claude-opus-4', 'claude-opus-4-1')).toBe('claude-opus-4-1');
  });

  test('stands for what the CLI says rather than for the newest', () => {
    const aliases = { opus: 'claude-opus-4-7' };
    expect(resolveModelAlias('opus', { models: ['claude-opus-4-7', 'claude-opus-5'], aliases })).toBe(
      'claude-opus-4-7',
    );
    expect(resolveModelAlias('Opus', { models: ['claude-opus-5'], aliases })).toBe('claude-opus-4-7');
  });

  test('may be said as people say it, with the vendor and with a part of the version', () => {
    const models = ['claude-opus-4-7', 'claude-opus-4-10', 'claude-opus-5-1'];
    expect(among('Claude Opus 4.7', ...models)).toBe('claude-opus-4-7');
    expect(among('claude-opus', ...models)).toBe('claude-opus-5-1');
    expect(among('opus-4', ...models)).toBe('claude-opus-4-10');
  });

  test('prefers of two that are alike the one that is no snapshot and no preview', () => {
    expect(among('haiku', 'claude-haiku-4-5-20251001', 'claude-haiku-4-5')).toBe('claude-haiku-4-5');
    expect(among('pro', 'gemini-3.1-pro-preview', 'gemini-3.1-pro', 'gemini-2.5-pro')).toBe('gemini-3.1-pro');
    expect(among('pro', 'gemini-3.1-pro-preview', 'gemini-2.5-pro')).toBe('gemini-3.1-pro-preview');
    expect(among('sonnet', 'claude-3-5-sonnet-20241022', 'claude-3-7-sonnet-20250219')).toBe(
      'claude-3-7-sonnet-20250219',
    );
  });

  test('does not stand for a variant that has a word more', () => {
    expect(among('flash', 'gemini-3.5-flash-lite', 'gemini-3-flash')).toBe('gemini-3-flash');
    expect(among('sonnet', 'claude-sonnet-5[1m]', 'claude-sonnet-4-6')).toBe('claude-sonnet-4-6');
  });
});

describe('a name that is none of a known family', () => {
  test.for([
    'opu',
    'op',
    'us',
    'opusx',
    'claude',
    'gpt',
    'my-own-model',
    'opus-9',
    'claude-opus-4-20250514',
    '',
    '4.7',
    'constructor',
    '__proto__',
  ])('passes through as it is: "%s"', (name) => {
    expect(among(name, 'claude-opus-4-7', 'claude-opus-4-10', 'gpt-6-sol')).toBe(name);
  });

  test('passes through also where nothing is known', () => {
    fc.assert(
      fc.property(fc.string(), (name) => {
        expect(among(name)).toBe(name);
      }),
    );
  });
});

const NAME = fc.oneof(
  fc.string({ maxLength: 30 }),
  fc.constantFrom('claude', 'opus', '4', '4.10', '-', '[1m]').chain((first) => fc.string().map((rest) => first + rest)),
);

describe('whatever the names are', () => {
  test('the answer is a known model or the name itself', () => {
    fc.assert(
      fc.property(NAME, fc.array(NAME), (name, models) => {
        expect([name, ...models]).toContain(among(name, ...models));
      }),
    );
  });

  test('a model stands for itself', () => {
    fc.assert(
      fc.property(fc.array(NAME, { minLength: 1 }), (models) => {
        for (const model of models) expect(among(model, ...models)).toBe(model);
      }),
    );
  });

  test('the higher version wins, in every order of the list', () => {
    const version = fc.tuple(fc.nat(99), fc.nat(99));
    fc.assert(
      fc.property(version, version, ([a, b], [c, d]) => {
        fc.pre(a !== c || b !== d);
        const [one, two] = [`claude-opus-${a}-${b}`, `claude-opus-${c}-${d}`];
        const newest = a > c || (a === c && b > d) ? one : two;
        expect([among('opus', one, two), among('opus', two, one)]).toEqual([newest, newest]);
      }),
    );
  });
});

test('the families of a list are told by their own words, each with its newest model', () => {
  expect(familyAliases(['gpt-6.1-sol', 'gpt-6-sol', 'gpt-5.5', 'auto', 'gpt-6-luna'])).toEqual({
    sol: 'gpt-6.1-sol',
    luna: 'gpt-6-luna',
  });
});
