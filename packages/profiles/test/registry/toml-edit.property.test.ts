import fc from 'fast-check';
import { parse } from 'smol-toml';
import { describe, expect, test } from 'vitest';
import { editToml } from '../../src/registry/toml-edit.ts';
import { cases } from '../long-form.ts';

/** A part of a registry as somebody may write one; parts stand apart by empty lines. */
interface Part {
  readonly kind: 'profile' | 'binding' | 'other';
  readonly text: string;
}

const TRICKY = ['note = """', '[[profile]]', '', '# no comment', 'name = "no"', '"""'].join('\n');
const LIST = ['list = [', '  # a comment', '  "[[profile]]",', '', '  "b", # [choice]', ']'].join('\n');
const INNER = ['', '[profile.limits] # of the table above', 'priority = 3', '', '[[profile.more]]', 'x = 1'].join('\n');

const maybe = (text: string): fc.Arbitrary<string> => fc.constantFrom('', text);
const table = (kind: 'profile' | 'binding', own: string): fc.Arbitrary<Part> =>
  fc
    .tuple(
      maybe('# who this is\n# and why\n'),
      fc.constantFrom(`[[${kind}]]`, `[[ ${kind} ]] # header`, `  [["${kind}"]]`),
      fc.shuffledSubarray([
        `  ${own} # at the end`,
        'colour = 1979-05-27T07:32:00-08:00',
        TRICKY,
        LIST,
        "odd.'k y' = 1",
      ]),
      maybe('# of the table above\n'),
      kind === 'profile' ? maybe(`${INNER}\n`) : fc.constant(''),
    )
    .map(([above, header, keys, below, inner]) => ({
      kind,
      text: `${above}${header}\nid = "${kind}"\n${keys.map((key) => `${key}\n`).join('')}${below}${inner}`,
    }));
const other = fc
  .constantFrom('# between two empty lines\n', '[choice] # c\nstrategy = "stick"\n')
  .map((text): Part => ({ kind: 'other', text }));
const parts = fc
  .array(
    fc.oneof({ weight: 3, arbitrary: table('profile', 'name = "a"') }, table('binding', 'folder = "~/x"'), other),
    {
      minLength: 1,
      maxLength: 6,
    },
  )
  .filter((all) => all.filter(({ text }) => text.startsWith('[choice]')).length < 2);
const newline = fc.constantFrom('\n', '\r\n');

const written = (all: readonly Part[], eol: string): string =>
  all
    .map(({ text }) => text)
    .join('\n')
    .replaceAll('\n', eol);
const ofKind = (all: readonly Part[], kind: Part['kind']): readonly Part[] => all.filter((part) => part.kind === kind);

describe('a registry that a person wrote', () => {
  test('loses a table with the comments that touch it, and nothing else', () => {
    fc.assert(
      fc.property(parts, fc.nat(), newline, fc.constantFrom('profile', 'binding'), (all, pick, eol, tables) => {
        const known = ofKind(all, tables);
        fc.pre(known.length > 0);
        const index = pick % known.length;
        const left = all.filter((part) => part !== known[index]);
        const after = editToml(written(all, eol), [{ kind: 'remove', tables, index }]);
        expect(after).toBe(written(left, eol));
      }),
      { numRuns: cases(60) },
    );
  });

  test('changes in the lines of one table alone', () => {
    const values = fc.dictionary(
      fc.constantFrom('id', 'name', 'folder', 'label', 'priority'),
      fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.array(fc.string(), { maxLength: 3 }), fc.constant(null)),
      { minKeys: 1, noNullPrototype: true },
    );
    fc.assert(
      fc.property(parts, fc.nat(), newline, values, (all, pick, eol, change) => {
        const known = ofKind(all, 'profile');
        const chosen = known[pick % Math.max(1, known.length)];
        fc.pre(chosen !== undefined);
        const at = all.indexOf(chosen);
        const after = editToml(written(all, eol), [
          { kind: 'change', tables: 'profile', index: known.indexOf(chosen), values: change },
        ]);
        const before = written(all.slice(0, at), eol);
        const rest = written(all.slice(at + 1), eol);
        expect(after.startsWith(before)).toBe(true);
        expect(after.endsWith(rest)).toBe(true);
        for (const comment of chosen.text.matchAll(/^# .*$/gm)) expect(after).toContain(comment[0]);
      }),
      { numRuns: cases(60) },
    );
  });

  test('grows at its end', () => {
    fc.assert(
      fc.property(parts, newline, fc.string(), (all, eol, label) => {
        const before = written(all, eol);
        const after = editToml(before, [{ kind: 'append', tables: 'profile', values: { name: 'new', label } }]);
        expect(after.startsWith(before)).toBe(true);
        expect(after.slice(before.length).replaceAll(eol, '')).not.toMatch(/[\r\n]/);
      }),
      { numRuns: cases(40) },
    );
  });

  test('says after several edits what all of them meant', () => {
    fc.assert(
      fc.property(parts, newline, (all, eol) => {
        const text = written(all, eol);
        const before = parse(text);
        const added = editToml(text, [
          { kind: 'append', tables: 'binding', values: { folder: '~/p', profiles: ['a', 'b'] } },
          { kind: 'append', tables: 'profile', values: { name: 'new', priority: -3 } },
        ]);
        const last = { profile: ofKind(all, 'profile').length, binding: ofKind(all, 'binding').length };
        const after = editToml(added, [
          { kind: 'change', tables: 'binding', index: last.binding, values: { profiles: ['c'] } },
          { kind: 'remove', tables: 'profile', index: last.profile },
          { kind: 'remove', tables: 'binding', index: last.binding },
        ]);
        expect(parse(after)).toEqual(before);
      }),
      { numRuns: cases(30) },
    );
  });
});

test('other forms of TOML are edited too, as long as only what was meant changes', () => {
  const inline = '# mine\nprofile = [{ name = "a", x = 1 }, { name = "b" }] # two\n';
  const renamed = editToml(inline, [{ kind: 'change', tables: 'profile', index: 1, values: { name: 'c' } }]);
  expect(renamed).toBe('# mine\nprofile = [{ name = "a", x = 1 }, { name = "c" }] # two\n');
  const more = editToml(inline, [{ kind: 'append', tables: 'profile', values: { name: 'c' } }]);
  expect(parse(more)).toEqual({ profile: [{ name: 'a', x: 1 }, { name: 'b' }, { name: 'c' }] });
  expect(more).toContain('# mine');
});

test('a sub-table that stands away from its table goes with it', () => {
  const text =
    '[[profile]]\nname = "a"\n\n[choice]\nx = 1\n\n[profile.limits]\npriority = 1\n\n[[profile]]\nname = "b"\n';
  const after = editToml(text, [{ kind: 'remove', tables: 'profile', index: 0 }]);
  expect(parse(after)).toEqual({ choice: { x: 1 }, profile: [{ name: 'b' }] });
});

test('an edit of which no way is known is refused rather than made nearly right', () => {
  const text = '[["pro\\u0066ile"]]\nname = "a"\n\n[[profile]]\nname = "b"\n\n[profile.limits]\npriority = 1\n';
  expect(() => editToml(text, [{ kind: 'remove', tables: 'profile', index: 0 }])).toThrow(
    expect.objectContaining({ code: 'internal', hint: expect.stringContaining('by hand') }),
  );
});
