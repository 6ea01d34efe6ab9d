import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { Account, ModelDiscovery } from '@ccx/contracts';
import { instantIn } from '../cache/stored-state.ts';
import { type Fields, fieldsOf, parseFields, textOf } from '../fields.ts';

const SCHEMA_VERSION = 1;

/** The file in which an account's list is remembered; beside its quota. */
export function modelsFile(dir: string, { agent, id }: Account): string {
  const digest = createHash('sha256').update(id).digest('hex').slice(0, 32);
  return join(dir, `models-${agent}-${digest}.json`);
}

export function formatModels(account: Account, discovery: ModelDiscovery): string {
  return `${JSON.stringify({ schemaVersion: SCHEMA_VERSION, accountId: account.id, ...discovery })}\n`;
}

/** The list that a file remembers; `null` for a file that is torn, newer, or about something else. */
export function parseModels(text: string, account: Account): ModelDiscovery | null {
  const file = parseFields(text);
  if (file?.['schemaVersion'] !== SCHEMA_VERSION || file['accountId'] !== account.id) return null;
  const models = textsOf(file['models']);
  const source = textOf(file['source']);
  const capturedAt = instantIn(file['capturedAt']);
  if (models.length === 0 || source === null || capturedAt === null) return null;
  return {
    agent: account.agent,
    models,
    aliases: aliasesOf(fieldsOf(file['aliases'])),
    reasoningLevels: textsOf(file['reasoningLevels']),
    cliVersion: textOf(file['cliVersion']),
    source,
    capturedAt,
  };
}

function textsOf(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.flatMap((entry) => textOf(entry) ?? []) : [];
}

function aliasesOf(aliases: Fields | null): Readonly<Record<string, string>> {
  const pairs = Object.entries(aliases ?? {}).map(([alias, model]) => [alias, textOf(model)] as const);
  return Object.fromEntries(pairs.flatMap(([alias, model]) => (model === null ? [] : [[alias, model]])));
}
