import { readFile } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import { text as wholeText } from 'node:stream/consumers';
import { CcxError } from '@ccx/contracts';
import { batchFormat, readBatch, withShared, type MomentContext, type WorkEntry } from '@ccx/queue/batch';
import { entryOfFlags } from './entry-flags.ts';

/** An entry, and where it was written: `work.yaml:3`; `null` is the command line. */
export interface PlacedEntry {
  readonly entry: WorkEntry;
  readonly line: number;
  readonly file: string | null;
}

export interface AddSources {
  readonly text?: string | undefined;
  readonly files?: readonly string[] | undefined;
  readonly batch?: string | undefined;
  readonly command?: string | undefined;
  /** What the other flags say. */
  readonly values: Readonly<Record<string, unknown>>;
  readonly cwd: string;
  readonly stdin: NodeJS.ReadStream;
}

export interface AddedEntries {
  readonly entries: readonly PlacedEntry[];
  /** Items of a checklist that are ticked. */
  readonly done: number;
}

/** What is to be added, all of it looked at. @throws {CcxError} `invalid_argument` with everything that is wrong */
export async function addedEntries(sources: AddSources, context: MomentContext): Promise<AddedEntries> {
  const { text, files, batch, command, values, cwd, stdin } = sources;
  const ways = [text, files, batch, command].filter((way) => way !== undefined);
  if (ways.length > 1) {
    throw new CcxError('invalid_argument', 'A text, --file, --batch and --command exclude each other.');
  }
  const typed = (own: Readonly<Record<string, unknown>>): PlacedEntry => ({
    entry: entryOfFlags(withShared(own, values), context),
    line: 1,
    file: null,
  });
  if (batch !== undefined) return batchEntries(batch, { values, cwd, context });
  if (command !== undefined) return { entries: [typed({ ...values, command })], done: 0 };
  if (files !== undefined) {
    const prompts = await Promise.all(files.map((file) => readNamed(resolve(cwd, file), '--file')));
    const empty = files.find((_, at) => prompts[at]?.trim() === '');
    if (empty !== undefined) throw new CcxError('invalid_argument', `--file: "${empty}" is empty.`);
    const entries = prompts.map((prompt, at) => ({ ...typed({ prompt }), file: basename(files[at] ?? '') }));
    return { entries, done: 0 };
  }
  return { entries: [typed({ prompt: await promptOf(text, stdin) })], done: 0 };
}

async function batchEntries(
  file: string,
  { values, cwd, context }: Pick<AddSources, 'values' | 'cwd'> & { readonly context: MomentContext },
): Promise<AddedEntries> {
  const format = batchFormat(file);
  if (format === null) {
    throw new CcxError('invalid_argument', `--batch is "${file}", whose name does not say what it is.`, {
      hint: 'name.md is a checklist, name.yaml or name.yml a list, name.jsonl has an entry on each line',
    });
  }
  const text = await readNamed(resolve(cwd, file), '--batch');
  const batch = readBatch(text, { ...context, format, shared: values });
  if (batch.is === 'wrong') throw wrongLines(file, batch.problems);
  if (batch.entries.length === 0) {
    throw new CcxError('invalid_argument', `"${file}" holds nothing to do${batch.done > 0 ? ': all is ticked' : ''}.`);
  }
  return { entries: batch.entries.map((one) => ({ ...one, file })), done: batch.done };
}

/** Everything that is wrong with a file, each with its line. */
export function wrongLines(
  file: string,
  problems: readonly { readonly line: number; readonly message: string }[],
): CcxError {
  const lines = problems.map(({ line, message }) => `${file}:${line}: ${message}`);
  return new CcxError('invalid_argument', lines.join('\n   '), { hint: 'Nothing was added.' });
}

async function promptOf(text: string | undefined, stdin: NodeJS.ReadStream): Promise<string> {
  if (text === undefined && stdin.isTTY) throw nothing('There is nothing to add.');
  const prompt = text === undefined || text === '-' ? await wholeText(stdin) : text;
  if (prompt.trim() === '') throw nothing('The text is empty.');
  return prompt;
}

function nothing(message: string): CcxError {
  return new CcxError('invalid_argument', message, {
    hint: 'ccx queue add "fix the failing test", ccx queue add --file task.md, or pipe it: … | ccx queue add',
  });
}

async function readNamed(path: string, option: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    throw new CcxError('invalid_argument', `${option}: "${path}" cannot be read.`, { cause });
  }
}
