import { randomBytes } from 'node:crypto';
import { mkdir, open, readFile, rename, rm, unlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { CcxError } from '@ccx/contracts';
import { withLock } from '@ccx/contracts/host';
import { parseFields, type Fields } from '../fields.ts';
import { GOAL_KEYS, isSessionId, notesIn, type GoalNotes } from './read-sidecars.ts';

/**
 * Writes what is to be said about a session into `goals/SESSION.json` of its config dir and gives all that stands there
 * then. What is not named stays, also what ccx knows nothing of; an empty text takes a field away, and the last one the file. Where nothing is to be
 * said nothing is written. The file is whole at every moment.
 *
 * @throws {CcxError} `invalid_argument` for an id that cannot be part of a file's name; `io_failed`
 */
export async function writeNotes(configDir: string, sessionId: string, notes: Partial<GoalNotes>): Promise<GoalNotes> {
  if (!isSessionId(sessionId)) {
    throw new CcxError('invalid_argument', `"${sessionId}" cannot be the name of a file.`);
  }
  const path = join(configDir, 'goals', `${sessionId}.json`);
  try {
    if (Object.keys(notes).length === 0) return notesIn(await fieldsIn(path));
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    return await withLock(`${path}.lock`, {}, async () => {
      const fields = withNotes(await fieldsIn(path), notes);
      if (Object.keys(fields).length === 0) await rm(path, { force: true });
      else await writeWhole(path, `${JSON.stringify(fields)}\n`);
      return notesIn(fields);
    });
  } catch (error) {
    if (CcxError.is(error)) throw error;
    throw new CcxError('io_failed', `"${path}" cannot be written.`, { cause: error });
  }
}

function withNotes(fields: Fields, notes: Partial<GoalNotes>): Fields {
  const changed: Record<string, unknown> = { ...fields };
  for (const [key, name] of Object.entries(GOAL_KEYS)) {
    const value = Object.entries(notes).find(([given]) => given === key)?.[1];
    if (value === undefined) continue;
    if (value === '') delete changed[name];
    else changed[name] = value;
  }
  return changed;
}

async function fieldsIn(path: string): Promise<Fields> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '{}';
    throw error;
  });
  const fields = parseFields(text);
  if (fields !== null) return fields;
  throw new CcxError('io_failed', `"${path}" holds something that is not an object, and is left as it is.`, {
    hint: `Move it away, then say it again.`,
  });
}

/** Whole or not at all; the registry of `@ccx/profiles` and the ledger of `@ccx/runner` are written in the same way. */
async function writeWhole(path: string, text: string): Promise<void> {
  const draft = `${path}.${randomBytes(6).toString('base64url')}.new`;
  try {
    const file = await open(draft, 'wx', 0o600);
    try {
      await file.writeFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(draft, path);
  } catch (error) {
    await unlink(draft).catch(() => {});
    throw error;
  }
}
