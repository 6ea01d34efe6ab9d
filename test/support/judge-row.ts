import type { CoverageRow } from './coverage-table.ts';

/** What is there: for each package, without the scope, its public names and the text of its sources. */
export type Inventory = ReadonlyMap<string, { readonly names: ReadonlySet<string>; readonly source: string }>;

/** Whether a row of the coverage table is true: `as the table says`, or what is wrong with it. */
export function judgeRow({ package: name, exports, carries = [], awaits }: CoverageRow, inventory: Inventory): string {
  const made = inventory.get(name);
  if (awaits === 'its package')
    return made === undefined ? 'as the table says' : `@ccx/${name} is there: take "awaits" away`;
  if (made === undefined) return `there is no @ccx/${name}`;
  const missing = [
    ...exports.filter((word) => !made.names.has(word)),
    ...carries.filter((word) => !isCarried(word, made.source)),
  ];
  if (awaits !== undefined)
    return missing.length > 0 ? 'as the table says' : `${awaits.feature} is there: take "awaits" away`;
  return missing.length > 0 ? `@ccx/${name} lacks ${missing.join(', ')}` : 'as the table says';
}

function isCarried(word: string, source: string): boolean {
  return new RegExp(String.raw`(?<![\w$])${word.replaceAll(/[^\w]/g, String.raw`\$&`)}(?![\w$])`).test(source);
}
