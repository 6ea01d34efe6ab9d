import { describe, expect, test } from 'vitest';
import { fieldsInFormat, fillFormat } from '../../src/statusline/fill-format.ts';
import { defaultFormat, renderLine, type LineFacts } from '../../src/statusline/line.ts';

const NOW = '2026-11-21T12:00:00.000Z';
const FACTS: LineFacts = {
  model: 'Opus 5.5',
  contextPercent: 22.7,
  costUsd: 0.314,
  session: { usedPercent: 42, resetsAt: '2026-11-21T14:10:00.000Z' },
  week: { usedPercent: 18, resetsAt: '2026-11-25T10:00:00.000Z' },
  account: 'claude (~/.claude-work)',
};
const UNKNOWN: LineFacts = {
  model: null,
  contextPercent: null,
  costUsd: null,
  session: null,
  week: null,
  account: 'claude',
};

function line(facts: Partial<LineFacts>, format = defaultFormat('·'), color = false): string {
  return renderLine({ facts: { ...FACTS, ...facts }, format, color, now: NOW });
}

describe('the line', () => {
  test('tells model, context, both windows with their resets, cost and account', () => {
    expect(line({})).toBe('Opus 5.5 · ctx 22% · 5h 42% (2h 10m) · week 18% (3d 22h) · $0.31 · claude (~/.claude-work)');
  });

  test('leaves out what is unknown, and is never empty', () => {
    expect(line({ session: null, costUsd: null })).toBe(
      'Opus 5.5 · ctx 22% · week 18% (3d 22h) · claude (~/.claude-work)',
    );
    expect(line(UNKNOWN)).toBe('claude');
  });

  test('does not call a window used up that is nearly so', () => {
    expect(line({ session: { usedPercent: 99.6, resetsAt: null } }, '{session}')).toBe('99%');
    expect(line({ session: { usedPercent: 104.6, resetsAt: null } }, '{session}')).toBe('104%');
  });

  test('shows no reset that has passed, and no number below nothing', () => {
    expect(line({ session: { usedPercent: 5, resetsAt: NOW } }, '{session}[ ({session-reset})]')).toBe('5%');
    expect(line({ contextPercent: -1, costUsd: -3 }, '{context} {cost}')).toBe('- -');
  });

  test('cannot move the cursor, set the title or grow without end by the name of a model', () => {
    expect(line({ model: '\u001b]0;x\u0007a\nb\u001b[2J' }, '{model}')).toBe('a b');
    expect(line({ model: 'x'.repeat(500) }, '{model}')).toHaveLength(60);
  });

  test.for([
    [79, false],
    [80, true],
    [100, true],
  ] as const)('%d %% is coloured: %s', ([usedPercent, is]) => {
    const colored = line({ session: { usedPercent, resetsAt: null } }, '{session}', true);
    expect(colored.includes('\u001b[')).toBe(is);
  });
});

describe('a format', () => {
  const values: Readonly<Record<string, string | null>> = { a: '1', b: '2', none: null };
  const fill = (format: string): string => fillFormat(format, (field) => values[field]);

  test.for([
    ['{a} and {b}', '1 and 2'],
    ['{none}', '-'],
    ['[x {none}]y', 'y'],
    ['[x {a}]y', 'x 1y'],
    ['[{a}[ ({none})]]', '1'],
    ['[{a} {none}[{b}]]', ''],
    ['{unknown} {', '{unknown} {'],
    ['\\{a} \\[{a}\\]', '{a} [1]'],
    ['a]b', 'a]b'],
    ['[open {a}', 'open 1'],
    ['end\\', 'end\\'],
  ])('%s is filled as %s', ([format = '', line = '']) => {
    expect(fill(format)).toBe(line);
  });

  test('names its fields, also those in brackets', () => {
    expect(fieldsInFormat('{a}[{b} [{c}]] \\{d}')).toEqual(['a', 'b', 'c']);
  });
});
