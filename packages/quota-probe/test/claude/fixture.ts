import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { QuotaReading, QuotaWindow } from '@ccx/contracts';

const FIXTURES = join(import.meta.dirname, '../fixtures/claude');

export function fixtureText(name: string): string {
  return readFileSync(join(FIXTURES, name), 'utf8');
}

export function fixtureJson(name: string): unknown {
  return JSON.parse(fixtureText(name));
}

/** All texts of a folder, by their names. */
export function fixtureTexts(folder: string): Readonly<Record<string, string>> {
  return Object.fromEntries(readdirSync(join(FIXTURES, folder)).map((name) => [name, fixtureText(join(folder, name))]));
}

/** A reading in short: each window as `percent, reset`, or the problem's code. */
export function inShort(reading: QuotaReading): string | Readonly<Record<string, string>> {
  if (!reading.ok) return reading.problem.code;
  return Object.fromEntries(reading.snapshot.windows.map((window) => [window.id, windowInShort(window)]));
}

function windowInShort({ usedPercent, bound, resetsAt }: QuotaWindow): string {
  const percent = usedPercent === null ? '?' : `${bound === 'at-least' ? '>=' : ''}${usedPercent}`;
  return resetsAt === null ? percent : `${percent} ${resetsAt.replace(/:00\.000Z$/, 'Z')}`;
}
