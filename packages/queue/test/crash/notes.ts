import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';

/** One step of a worker. */
export interface Note {
  readonly is: 'claimed' | 'started' | 'effect' | 'settled' | 'stale';
  readonly item: string;
  readonly token: string;
  /** The session in which it works. */
  readonly session: string;
}

/** A step, and whose it was. */
export interface SignedNote extends Note {
  readonly worker: string;
}

/** What all workers noted, each in its order. A last line that was cut short was not said. */
export function readNotes(folder: string): readonly SignedNote[] {
  return readdirSync(folder).flatMap((name) => notesOf(join(folder, name)));
}

export function notesOf(file: string): readonly SignedNote[] {
  const worker = basename(file);
  const lines = readFileSync(file, 'utf8').split('\n').slice(0, -1);
  return lines.map((line): SignedNote => ({ ...readNote(line), worker }));
}

function readNote(line: string): Note {
  const note: Note = JSON.parse(line);
  return note;
}
