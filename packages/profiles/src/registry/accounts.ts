import { resolve } from 'node:path';
import { accountId, AGENT_KINDS, CcxError, isAgentKind, type Account, type AgentKind } from '@ccx/contracts';
import { expandHome } from '../config-dir.ts';
import { defaultPlaceKey, placeOf } from '../place.ts';
import { nameProblem } from '../profile-name.ts';
import { DEFAULT_LIMITS } from './limits.ts';
import type { Entry } from './read-registry.ts';

/** A profile with the account that its folder is. */
export interface Known extends Omit<Entry, 'configDir'>, Account {
  /** Its place among the `[[profile]]` tables; `null` for a default place that nobody registered. */
  readonly index: number | null;
  /** The same for all paths of its folder; `null` for a default place without a path. */
  readonly folder: string | null;
}

/**
 * The registered accounts and the default places that are not registered, ordered by name.
 *
 * @throws {CcxError} `invalid_config` for a name that an account cannot have or that stands twice, `config_dir_conflict`
 * for a folder that stands twice
 */
export async function knownAccounts(entries: readonly Entry[], home: string, path: string): Promise<readonly Known[]> {
  const agents = [...new Set(entries.map(({ agent }) => agent))];
  const vendors = new Map(agents.map((agent) => [agent, defaultPlaceKey(agent, home)]));
  const registered = await Promise.all(entries.map((entry, index) => knownOf(entry, index, home, vendors)));
  for (const [index, known] of registered.entries()) {
    const wrong = nameProblem(known.name, known);
    if (wrong !== null) throw broken(path, `"${known.name}" ${wrong}`);
    const before = registered.slice(0, index);
    if (before.some(({ name }) => name === known.name)) throw broken(path, `two profiles are named "${known.name}"`);
    const other = sameAccount(known, before);
    if (other === undefined) continue;
    const what = `The profiles "${other.name}" and "${known.name}" of "${path}" are one folder.`;
    throw new CcxError('config_dir_conflict', what, { hint: 'Take one of them out by hand.' });
  }
  const missing = AGENT_KINDS.filter((kind) => !registered.some((one) => one.agent === kind && one.configDir === null));
  const defaults = missing.map((agent): Known => ({
    name: agent,
    agent,
    configDir: null,
    id: accountId(agent, null),
    label: null,
    color: null,
    createdAt: null,
    limits: DEFAULT_LIMITS,
    keys: {},
    index: null,
    folder: null,
  }));
  return [...registered, ...defaults].toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

/** Who has the account already. */
export function sameAccount(
  { agent, configDir, folder }: Pick<Known, 'agent' | 'configDir' | 'folder'>,
  among: readonly Known[],
): Known | undefined {
  return among.find(
    (one) => one.agent === agent && (one.configDir === configDir || (folder !== null && one.folder === folder)),
  );
}

/** By name; an agent's name is its default place, whatever that is registered as. */
export function accountNamed(name: string, among: readonly Known[]): Known | null {
  const named = among.find((one) => one.name === name);
  const byAgent = (): Known | undefined => among.find((one) => one.agent === name && one.configDir === null);
  return named ?? (isAgentKind(name) ? byAgent() : undefined) ?? null;
}

async function knownOf(
  { configDir: written, ...entry }: Entry,
  index: number,
  home: string,
  vendors: ReadonlyMap<AgentKind, Promise<string>>,
): Promise<Known> {
  const { agent } = entry;
  const place =
    written === null
      ? null
      : await placeOf(agent, resolve(expandHome(written, home)), vendors.get(agent) ?? defaultPlaceKey(agent, home));
  const configDir = place?.configDir ?? null;
  return { ...entry, configDir, id: accountId(agent, configDir), index, folder: place?.key ?? null };
}

function broken(path: string, what: string): CcxError {
  return new CcxError('invalid_config', `"${path}": ${what}.`, { hint: 'Rename it by hand.' });
}
