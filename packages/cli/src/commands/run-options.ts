import { readFile, realpath, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { text as readAll } from 'node:stream/consumers';
import { CcxError, type Permission, type RunRequest } from '@ccx/contracts';
import type { ChoiceFlags } from './choice-words.ts';
import type { LastRun } from './last-run.ts';
import { parseAssignment, parseChoice, parseCount, parseDuration, parseUsd } from './parse-values.ts';

const PERMISSIONS: readonly Permission[] = ['safe', 'edit', 'full'];

/** The options of `ccx run` as the command line gives them: texts and switches. */
export interface RunFlags extends ChoiceFlags {
  readonly maxAttempts?: string;
  readonly wait?: boolean;
  readonly explain?: boolean;
  readonly carrySession?: boolean;
  readonly promptFile?: string;
  readonly model?: string;
  readonly effort?: string;
  readonly permission?: string;
  readonly allow?: readonly string[];
  readonly cwd?: string;
  readonly resume?: string;
  readonly resumeLast?: boolean;
  readonly fork?: boolean;
  readonly timeout?: string;
  readonly idleTimeout?: string;
  readonly maxTurns?: string;
  readonly budget?: string;
  readonly schema?: string;
  readonly env?: readonly string[];
  readonly json?: boolean;
  readonly jsonl?: boolean;
  readonly raw?: boolean;
  readonly quiet?: boolean;
  readonly worktree?: string;
  readonly base?: string;
  readonly rerunAfterReads?: boolean;
}

/** What `ccx run` writes to stdout. */
export type OutputMode = 'people' | 'json' | 'jsonl' | 'raw';

export interface RequestSources {
  readonly prompt: string | undefined;
  readonly agentArgs: readonly string[];
  readonly stdin: NodeJS.ReadStream;
  /** Where the person stands: what names of files are relative to. */
  readonly cwd: string;
  /** Where the agent works, see {@link workFolder}. */
  readonly folder: string;
  /** The run to go on with; `null` begins anew. */
  readonly last: LastRun | null;
  /** Somebody watches the text appear. */
  readonly live: boolean;
}

/** The folder in which the agent works. */
export async function workFolder({ cwd = '.' }: RunFlags, from: string): Promise<string> {
  const path = resolve(from, cwd);
  const found = await stat(path).catch(() => null);
  if (found?.isDirectory() === true) return realpath(path);
  throw new CcxError('invalid_argument', `--cwd is "${path}", which is not a folder.`);
}

/** Turns flags into the request; whatever is wrong is said before anything starts. */
export async function readRequest(flags: RunFlags, sources: RequestSources): Promise<RunRequest> {
  const session = sessionOf(flags, sources.last);
  const worktree = worktreeOf(flags, sources.last);
  const request: RunRequest = {
    cwd: sources.folder,
    permission: parseChoice(flags.permission ?? sources.last?.permission ?? 'safe', '--permission', PERMISSIONS),
    ...(session !== null && { session }),
    ...(worktree !== null && { worktree }),
    ...(flags.allow !== undefined && { allowedTools: flags.allow }),
    ...(flags.effort !== undefined && { effort: flags.effort }),
    ...(flags.timeout !== undefined && { timeoutMs: parseDuration(flags.timeout, '--timeout') }),
    ...(flags.idleTimeout !== undefined && { idleTimeoutMs: parseDuration(flags.idleTimeout, '--idle-timeout') }),
    ...(flags.maxTurns !== undefined && { maxTurns: parseCount(flags.maxTurns, '--max-turns') }),
    ...(flags.budget !== undefined && { maxBudgetUsd: parseUsd(flags.budget, '--budget') }),
    ...(flags.schema !== undefined && { jsonSchema: await readSchema(flags.schema, sources.cwd) }),
    ...(flags.env !== undefined && {
      env: Object.fromEntries(flags.env.map((text) => parseAssignment(text, '--env'))),
    }),
    ...(flags.rerunAfterReads === true && { rerunAfterReads: true }),
    ...(flags.carrySession === true && { carrySession: true }),
    ...(sources.agentArgs.length > 0 && { extraArgs: sources.agentArgs }),
    ...(sources.live && { partialText: true }),
    // Read last: whatever else is wrong is said before anybody types a prompt.
    prompt: await readPrompt(flags, sources),
  };
  return request;
}

/** Where the run's data goes; two of them at once would mix on stdout. */
export function outputMode(flags: RunFlags): OutputMode {
  const modes = (['json', 'jsonl', 'raw'] as const).filter((mode) => flags[mode] === true);
  if (modes.length > 1) {
    throw new CcxError('invalid_argument', `--${modes.join(' and --')} exclude each other.`, {
      hint: '--json: one result object; --jsonl: our events; --raw: the lines of the agent',
    });
  }
  return modes[0] ?? 'people';
}

function sessionOf(
  { resume, fork, resumeLast }: RunFlags,
  last: LastRun | null,
): NonNullable<RunRequest['session']> | null {
  if (resume !== undefined && resumeLast === true) {
    throw new CcxError('invalid_argument', '--resume and --resume-last exclude each other.');
  }
  const id = resume ?? last?.sessionId;
  if (id !== undefined) return { mode: fork === true ? 'fork' : 'resume', id };
  if (fork !== true) return null;
  throw new CcxError('invalid_argument', '--fork needs the session to fork from.', {
    hint: 'ccx run "…" --resume SESSION --fork',
  });
}

/** A session goes on where its files are. */
function worktreeOf({ worktree, base }: RunFlags, last: LastRun | null): NonNullable<RunRequest['worktree']> | null {
  const name = worktree ?? last?.worktree ?? null;
  if (name !== null) return { name, ...(base !== undefined && { base }) };
  if (base === undefined) return null;
  throw new CcxError('invalid_argument', '--base needs the worktree that begins there.', {
    hint: 'ccx run "…" --worktree NAME --base main',
  });
}

async function readPrompt(flags: RunFlags, { prompt, stdin, cwd, last }: RequestSources): Promise<string> {
  if (prompt !== undefined && prompt !== '-' && flags.promptFile !== undefined) {
    throw new CcxError('invalid_argument', 'The prompt was given twice: as an argument and with --prompt-file.');
  }
  if (prompt === undefined && flags.promptFile === undefined && last !== null) {
    if (!last.answered) return (await import('@ccx/runner')).GO_ON_PROMPT;
    throw new CcxError('invalid_argument', 'The last run here was answered: say what comes next.', {
      hint: 'ccx run "now write a test for it" --resume-last',
    });
  }
  let text = prompt;
  if (flags.promptFile !== undefined && flags.promptFile !== '-') {
    text = await readNamed(resolve(cwd, flags.promptFile), '--prompt-file');
  } else if (prompt === undefined || prompt === '-') {
    if (stdin.isTTY && prompt === undefined && flags.promptFile === undefined) throw noPrompt('No prompt was given.');
    text = await readAll(stdin);
  }
  if (text === undefined || text.trim() === '') throw noPrompt('The prompt is empty.');
  return text;
}

function noPrompt(message: string): CcxError {
  return new CcxError('invalid_argument', message, {
    hint: 'ccx run "fix the failing test", ccx run --prompt-file task.md, or pipe it: … | ccx run',
  });
}

/** A schema is given as JSON or as the name of a file that holds it. */
async function readSchema(value: string, cwd: string): Promise<unknown> {
  const inline = value.trimStart().startsWith('{');
  const text = inline ? value : await readNamed(resolve(cwd, value), '--schema');
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new CcxError('invalid_argument', `--schema is no JSON${inline ? '' : ` (${value})`}.`, { cause });
  }
}

async function readNamed(path: string, option: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    throw new CcxError('invalid_argument', `${option}: "${path}" cannot be read.`, { cause });
  }
}
