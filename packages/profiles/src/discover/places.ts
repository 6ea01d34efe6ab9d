import { basename, dirname } from 'node:path';
import { accountId, AGENT_KINDS, AGENTS, CcxError, type AgentKind, type Env } from '@ccx/contracts';
import { ambientAccount } from '../ambient.ts';
import { canonicalConfigDir } from '../config-dir.ts';
import type { HomeInUse, SkippedFolder } from './discovery.ts';
import { siblingsIn, type Sibling } from './siblings.ts';

/** A place where a config dir may be, however many ways lead to it. */
export interface Place {
  readonly id: string;
  readonly agent: AgentKind;
  /** Canonical. */
  readonly configDir: string;
  /** The name that a person gave it: that of the config dir, or of the folder above it. */
  readonly folder: string;
  /** What points to it, in words; empty where only its name does. */
  readonly pointers: readonly string[];
  readonly inUse: boolean;
}

export interface PlacesContext {
  readonly env: Env;
  /** Absolute path of the home directory. */
  readonly home: string;
  /** The config dirs of live sessions. */
  readonly inUse: readonly HomeInUse[];
}

/** All places worth a look, each once, by agent and path; the vendors' default places are none. */
export async function placesOf({ env, home, inUse }: PlacesContext): Promise<{
  readonly places: readonly Place[];
  readonly skipped: readonly SkippedFolder[];
}> {
  const { siblings, skipped } = await siblingsIn(home, env);
  const said = await variablePlaces(env, home);
  const resolved = await Promise.all(
    [...siblings.map(siblingPlace), ...said, ...inUse.map(usedPlace)].map((way) => placeOf(way, { env, home })),
  );
  const places = new Map<string, Place>();
  for (const place of resolved.flatMap((one) => (one === null || 'reason' in one ? [] : [one]))) {
    const known = places.get(place.id);
    places.set(place.id, known === undefined ? place : both(known, place));
  }
  return {
    places: AGENT_KINDS.flatMap((agent) =>
      [...places.values()]
        .filter((place) => place.agent === agent)
        .toSorted((a, b) => (a.configDir < b.configDir ? -1 : 1)),
    ),
    skipped: [...skipped, ...resolved.flatMap((one) => (one !== null && 'reason' in one ? [one] : []))],
  };
}

/** One way to a place. */
interface Way {
  readonly agent: AgentKind;
  /** `null`: the default place. */
  readonly path: string | null;
  readonly pointers: readonly string[];
  readonly inUse: boolean;
}

async function variablePlaces(env: Env, home: string): Promise<readonly Way[]> {
  const accounts = await Promise.all(AGENT_KINDS.map((agent) => ambientAccount(agent, env, home)));
  return accounts.map(({ agent, configDir }) => {
    return { agent, path: configDir, pointers: [`${AGENTS[agent].configVariable} names it`], inUse: false };
  });
}

function siblingPlace(sibling: Sibling): Way {
  return { ...sibling, pointers: [], inUse: false };
}

function usedPlace({ agent, configDir }: HomeInUse): Way {
  return { agent, path: configDir, pointers: ['a live session uses it'], inUse: true };
}

async function placeOf(
  { agent, path, pointers, inUse }: Way,
  { env, home }: { readonly env: Env; readonly home: string },
): Promise<Place | SkippedFolder | null> {
  if (path === null) return null;
  try {
    const configDir = await canonicalConfigDir(agent, path, { env, home, cwd: home });
    if (configDir === null) return null;
    const below = AGENTS[agent].configDirBelowVariable;
    const folder = basename(below !== '' && basename(path) === below ? dirname(path) : path);
    return { id: accountId(agent, configDir), agent, configDir, folder, pointers, inUse };
  } catch (error) {
    if (!CcxError.is(error)) throw error;
    return { path, reason: error.message };
  }
}

/** The name of the way that was found first stays: a person's own folder comes before what a process says. */
function both(first: Place, second: Place): Place {
  return {
    ...first,
    pointers: [...new Set([...first.pointers, ...second.pointers])],
    inUse: first.inUse || second.inUse,
  };
}
