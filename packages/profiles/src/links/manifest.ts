import { readdir, readFile } from 'node:fs/promises';
import { isAbsolute, join } from 'node:path';
import { CcxError, isAgentKind, type Account } from '@ccx/contracts';
import { accountFile } from '../account-file.ts';
import { LINK_ITEMS, type LinkItem } from '../agent-home.ts';
import { fieldsOf, textOf, type Fields } from '../fields.ts';
import { codeOf, type Disk } from './disk.ts';
import type { Replacement } from './replacement.ts';

/** A customisation that is linked. */
export interface LinkEntry extends Replacement {
  readonly item: LinkItem;
}

/** A history that is shared. */
export interface HistoryEntry extends Replacement {
  /** Whose folder is used. */
  readonly from: Account;
  /** Where copies were gathered before they appeared in that folder; gone when the sharing is made. */
  readonly staging: string;
}

/** All that ccx linked in one account's config dir: only this is ever removed. */
export interface Manifest {
  readonly account: Account;
  readonly links: readonly LinkEntry[];
  readonly history: HistoryEntry | null;
}

/** The folder of the manifests, one file per account. */
export function manifestFolder(stateDir: string): string {
  return join(stateDir, 'profiles', 'links');
}

/** @throws {CcxError} `invalid_config` for one that cannot be understood; `io_failed` */
export async function readManifest(folder: string, account: Account): Promise<Manifest> {
  const path = pathOf(folder, account);
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    if (codeOf(error) === 'ENOENT') return null;
    throw new CcxError('io_failed', `The list of links "${path}" cannot be read.`, { cause: error });
  });
  return text === null ? { account: bare(account), links: [], history: null } : parseManifest(text, path);
}

/** Of all accounts that have one. Throws as {@link readManifest} does. */
export async function allManifests(folder: string): Promise<readonly Manifest[]> {
  const names = await readdir(folder).catch((error: unknown) => {
    if (codeOf(error) === 'ENOENT') return [];
    throw new CcxError('io_failed', `The lists of links in "${folder}" cannot be read.`, { cause: error });
  });
  const paths = names.filter((name) => /^[^.].*\.json$/.test(name)).map((name) => join(folder, name));
  return Promise.all(paths.map(async (path) => parseManifest(await readFile(path, 'utf8'), path)));
}

/** On the disk when this resolves; a manifest without entries has no file. */
export async function writeManifest(disk: Disk, folder: string, manifest: Manifest): Promise<void> {
  const path = pathOf(folder, manifest.account);
  if (manifest.links.length > 0 || manifest.history !== null) {
    await disk.write(path, `${JSON.stringify({ schemaVersion: 1, ...manifest }, null, 2)}\n`);
    return;
  }
  await disk.unlink(path).catch((error: unknown) => {
    if (codeOf(error) !== 'ENOENT') throw error;
  });
}

/** Without what a profile says beyond its account. */
export function bare({ agent, configDir, id }: Account): Account {
  return { agent, configDir, id };
}

function pathOf(folder: string, { id }: Account): string {
  return join(folder, `${accountFile(id)}.json`);
}

function parseManifest(text: string, path: string): Manifest {
  const fields = parse(text);
  if (fields !== null && typeof fields['schemaVersion'] === 'number' && fields['schemaVersion'] > 1) {
    throw new CcxError('invalid_config', `The list of links "${path}" was written by a newer ccx.`, {
      hint: 'Use that ccx.',
    });
  }
  const account = accountIn(fields?.['account']);
  const links = Array.isArray(fields?.['links']) ? fields['links'].map(linkIn) : [null];
  const history = fields?.['history'] === null ? null : historyIn(fields?.['history']);
  if (account === null || links.includes(null) || history === undefined) {
    throw new CcxError('invalid_config', `The list of links "${path}" cannot be understood; nothing was changed.`, {
      hint: `Repair it, or move it away: what it listed then stays as it is, and backups lie beside its folder.`,
    });
  }
  return { account, links: links.filter((link) => link !== null), history };
}

function parse(text: string): Fields | null {
  try {
    return fieldsOf(JSON.parse(text));
  } catch {
    return null;
  }
}

function linkIn(value: unknown): LinkEntry | null {
  const fields = fieldsOf(value);
  const item = LINK_ITEMS.find((one) => one === fields?.['item']);
  const replacement = replacementIn(fields);
  return item === undefined || replacement === null ? null : { item, ...replacement };
}

/** `undefined`: not understood. */
function historyIn(value: unknown): HistoryEntry | undefined {
  const fields = fieldsOf(value);
  const replacement = replacementIn(fields);
  const from = accountIn(fields?.['from']);
  const staging = pathIn(fields?.['staging']);
  return replacement === null || from === null || staging === null ? undefined : { ...replacement, from, staging };
}

function replacementIn(fields: Fields | null): Replacement | null {
  const [path, target, at] = [pathIn(fields?.['path']), pathIn(fields?.['target']), textOf(fields?.['at'])];
  const [made, backup] = [fields?.['made'], fields?.['backup']];
  const place = pathIn(backup);
  if (path === null || target === null || at === null || typeof made !== 'boolean') return null;
  return place === null && backup !== null ? null : { path, target, backup: place, made, at };
}

function accountIn(value: unknown): Account | null {
  const fields = fieldsOf(value);
  const [agent, id, configDir] = [fields?.['agent'], textOf(fields?.['id']), fields?.['configDir']];
  if (!isAgentKind(agent) || id === null) return null;
  return configDir === null || typeof configDir === 'string' ? { agent, configDir, id } : null;
}

function pathIn(value: unknown): string | null {
  const text = textOf(value);
  return text !== null && isAbsolute(text) ? text : null;
}
