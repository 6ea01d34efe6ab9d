import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { readText } from '../careful-files.ts';
import type { ScanMemory } from '../scan-memory.ts';
import { parseFields, type Fields } from '../fields.ts';

/** What a session, its person or a script says about it, in `goals/SESSION.json`; empty where nothing is said. */
export interface GoalNotes {
  readonly goal: string;
  readonly phase: string;
  readonly emojis: string;
  readonly rename: string;
  readonly dodContract: string;
  readonly dodStatus: string;
  readonly role: string;
}

/** What lies beside the sessions of a config dir. Its folders are listed once: most sessions have no note. */
export interface Sidecars {
  goals(sessionId: string | null): GoalNotes;
  /** `ctx_pct` of `runtime/SESSION.json`, 0 to 100; `null` is unknown. */
  contextPercent(sessionId: string | null): number | null;
}

/** The names on disk are those of the fleet lister for which the files were invented; they stay. */
export const GOAL_KEYS: Readonly<Record<keyof GoalNotes, string>> = {
  goal: 'goal',
  phase: 'phase',
  emojis: 'emojis',
  rename: 'rename',
  dodContract: 'dod_contract',
  dodStatus: 'dod_status',
  role: 'role',
};

/** Whether an id can be part of a file's name. */
export function isSessionId(id: string): boolean {
  return /^[a-z0-9][\w-]{0,127}$/i.test(id);
}

export function openSidecars(configDir: string, memory: ScanMemory): Sidecars {
  const folders = new Map<string, ReadonlySet<string>>();
  function read(folder: string, sessionId: string | null): Fields | null {
    if (sessionId === null || !isSessionId(sessionId)) return null;
    const path = join(configDir, folder);
    const names = folders.get(folder) ?? new Set(namesIn(path));
    folders.set(folder, names);
    return names.has(`${sessionId}.json`) ? memory.read(join(path, `${sessionId}.json`), fieldsIn) : null;
  }
  return {
    goals: (sessionId) => notesIn(read('goals', sessionId) ?? {}),
    contextPercent(sessionId) {
      const percent = read('runtime', sessionId)?.['ctx_pct'];
      return typeof percent === 'number' && percent >= 0 && percent <= 100 ? percent : null;
    },
  };
}

/** A field of another type than text counts as missing. */
export function notesIn(fields: Fields): GoalNotes {
  const text = (key: keyof GoalNotes): string => {
    const value = fields[GOAL_KEYS[key]];
    return typeof value === 'string' ? value : '';
  };
  return {
    goal: text('goal'),
    phase: text('phase'),
    emojis: text('emojis'),
    rename: text('rename'),
    dodContract: text('dodContract'),
    dodStatus: text('dodStatus'),
    role: text('role'),
  };
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function fieldsIn(path: string): Fields | null {
  return parseFields(readText(path) ?? '');
}
