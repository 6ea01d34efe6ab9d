import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { coverageTable } from './support/coverage-table.ts';
import { judgeRow, type Inventory } from './support/judge-row.ts';
import { publicNames } from './support/public-names.ts';
import { filesUnder, readPackages, root } from './support/workspace.ts';

const inventory: Inventory = new Map(
  [...publicNames(root)].map(([name, names]) => [name.replace('@ccx/', ''), { names, source: sourceOf(name) }]),
);

describe('what earlier systems offer lives here', () => {
  test.for(coverageTable)('$reference -> $package', (row) => {
    expect(judgeRow(row, inventory)).toBe('as the table says');
  });
});

describe('the table notices', () => {
  const made: Inventory = new Map([['queue', { names: new Set(['createManager']), source: 'detectNow()' }]]);
  const row = { reference: 'Manager', package: 'queue', exports: ['createManager'] };

  test('a name that a package does not export', () => {
    expect(judgeRow({ ...row, exports: ['createQueue'] }, made)).toBe('@ccx/queue lacks createQueue');
  });
  test('a word that the sources do not carry', () => {
    expect(judgeRow({ ...row, carries: ['detectNow', 'pause'] }, made)).toBe('@ccx/queue lacks pause');
  });
  test('a package that is not there', () => {
    expect(judgeRow(row, new Map())).toBe('there is no @ccx/queue');
  });
  test('a package that was made while its rows still wait for it', () => {
    expect(judgeRow({ ...row, awaits: 'its package' }, made)).toBe('@ccx/queue is there: take "awaits" away');
  });
  test('a feature that was made while its row still waits for it', () => {
    expect(judgeRow({ ...row, awaits: { feature: 'x' } }, made)).toBe('x is there: take "awaits" away');
  });
  test('nothing wrong with a feature that is still to come', () => {
    expect(judgeRow({ ...row, exports: ['createQueue'], awaits: { feature: 'x' } }, made)).toBe('as the table says');
  });
});

function sourceOf(name: string): string {
  const one = readPackages(root).find(({ folder }) => `@ccx/${folder}` === name);
  if (one === undefined) return '';
  const source = join(one.path, 'src');
  return filesUnder(source, '.ts')
    .map((file) => readFileSync(join(source, file), 'utf8'))
    .join('\n')
    .replaceAll(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '');
}
