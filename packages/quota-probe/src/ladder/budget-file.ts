import { readFile } from 'node:fs/promises';
import { numberOf, parseFields } from '../fields.ts';
import { besideCache } from '../cache/quota-cache.ts';
import { instantIn } from '../cache/stored-state.ts';
import { writeWhole } from '../cache/whole-file.ts';
import { UNSPENT, type Budget } from './budget.ts';

const SCHEMA_VERSION = 1;

/** The budget that is kept beside a cache file; what cannot be understood there was not spent. */
export async function readBudget(cachePath: string): Promise<Budget> {
  const file = parseFields(await readFile(besideCache(cachePath, 'budget.json'), 'utf8').catch(() => ''));
  if (file?.['schemaVersion'] !== SCHEMA_VERSION) return UNSPENT;
  return {
    askedAt: instantIn(file['askedAt']),
    jitter: numberOf(file['jitter']) ?? 0,
    failures: Math.max(0, numberOf(file['failures']) ?? 0),
    coolsUntil: instantIn(file['coolsUntil']),
  };
}

export async function writeBudget(cachePath: string, budget: Budget): Promise<void> {
  const text = JSON.stringify({ schemaVersion: SCHEMA_VERSION, ...budget });
  await writeWhole(besideCache(cachePath, 'budget.json'), `${text}\n`);
}
