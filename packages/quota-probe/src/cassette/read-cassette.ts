import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { accountId, CcxError, type AgentKind, type QuotaReading } from '@ccx/contracts';
import { parseState } from '../cache/stored-state.ts';
import { fieldsOf, parseFields } from '../fields.ts';
import { parseCast, type CastEvent } from './cast.ts';
import { digestOf, parseManifest, type CassetteManifest } from './manifest.ts';

/** A recorded talk with a screen, and what it meant. */
export interface Cassette {
  readonly manifest: CassetteManifest;
  readonly events: readonly CastEvent[];
  readonly reading: QuotaReading;
  /** How many letters and digits were taken out, by what they were part of. */
  readonly replaced: Readonly<Record<string, number>>;
}

/** The output of a probe is at most 1 MiB, and takes up to six letters for one byte. */
const LARGEST_FILE = 16 * 1024 * 1024;

/**
 * Reads a cassette.
 *
 * @throws {CcxError} `not_found` where a file of it is missing, `invalid_argument` with the reason where one is broken,
 *   cut off, changed, or made by a newer ccx
 */
export async function readCassette(folder: string): Promise<Cassette> {
  const refuse = (name: string, why: string): CcxError =>
    new CcxError('invalid_argument', `"${folder}" is no cassette that can be played: ${name} ${why}.`, {
      hint: 'Record it anew: ccx quota record DIR',
    });
  const manifest = parseManifest(await textIn(folder, 'manifest.json'));
  if (typeof manifest === 'string') throw refuse('manifest.json', manifest);
  const texts = {
    'session.cast': await textIn(folder, 'session.cast'),
    'snapshot.json': await textIn(folder, 'snapshot.json'),
    'scrub.json': await textIn(folder, 'scrub.json'),
  };
  const cast = parseCast(texts['session.cast']);
  if (typeof cast === 'string') throw refuse('session.cast', cast);
  const { columns, rows } = manifest.terminal;
  if (cast.columns !== columns || cast.rows !== rows) throw refuse('session.cast', 'is of another terminal');
  const reading = parseReading(texts['snapshot.json'], manifest.agent);
  if (reading === null) throw refuse('snapshot.json', 'holds neither numbers nor the reason why there are none');
  const scrub = parseFields(texts['scrub.json']);
  if (scrub === null) throw refuse('scrub.json', 'is not JSON');
  if (digestOf(manifest, texts) !== manifest.digest) {
    throw refuse('manifest.json', 'has another digest: something in the folder was changed or cut off');
  }
  const counts = Object.entries(fieldsOf(scrub['replaced']) ?? {});
  const replaced = Object.fromEntries(
    counts.flatMap(([kind, letters]) => (typeof letters === 'number' ? [[kind, letters]] : [])),
  );
  return { manifest, events: cast.events, reading, replaced };
}

async function textIn(folder: string, name: string): Promise<string> {
  const path = join(folder, name);
  try {
    const { size } = await stat(path);
    if (size > LARGEST_FILE) throw new CcxError('invalid_argument', `"${path}" is larger than a cassette can be.`);
    return await readFile(path, 'utf8');
  } catch (cause) {
    if (CcxError.is(cause)) throw cause;
    throw new CcxError('not_found', `"${folder}" is no cassette: ${name} is missing or cannot be read.`, { cause });
  }
}

/** A reading is stored as the cache stores one. */
function parseReading(text: string, agent: AgentKind): QuotaReading | null {
  const file = parseFields(text);
  const account = { agent, configDir: null, id: accountId(agent, null) };
  const parts = { schemaVersion: 1, account, good: file?.['snapshot'], problem: file?.['problem'] };
  const state = parseState(JSON.stringify(parts), account);
  if (file?.['ok'] === true && state?.good) return { ok: true, snapshot: state.good };
  return file?.['ok'] === false && state?.problem ? { ok: false, problem: state.problem } : null;
}
