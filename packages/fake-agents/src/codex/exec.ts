import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { isUuid } from '../claude/ids.ts';
import type { Machine } from '../machine/machine.ts';
import { fileCounters } from '../scenario/counters.ts';
import { playSteps } from '../scenario/play.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { ExecSink } from './exec-sink.ts';
import { threadId } from './ids.ts';
import { codexHome } from './account.ts';
import type { ExecOptions } from './options.ts';
import { gatherPrompt } from './prompt.ts';
import { findThread, latestThread, NEW_THREAD, Rollout, rolloutPath, type History } from './rollout.ts';
import { DEFAULT_MODEL, Thread, type ThreadParts } from './thread.ts';
import { answer } from './turn.ts';

const EXEC = { originator: 'codex_exec', source: 'exec' };

/** What `codex exec` runs with. */
export interface ExecStart {
  readonly machine: Machine;
  readonly options: ExecOptions;
  readonly scenario: Scenario;
  readonly version: string;
  readonly turn: AbortController;
}

/** Plays `codex exec` and `codex exec resume`. Gives the exit code. */
export async function exec(start: ExecStart): Promise<number> {
  const { machine, options, scenario, turn } = start;
  const { signal } = turn;
  await playSteps(scenario.atStart ?? [], { stage: null, machine, signal });
  const cwd = options.cwd === null ? machine.cwd : resolve(machine.cwd, options.cwd);
  const asked = readWords(options);
  const prompt = await gatherPrompt(machine, scenario, { typed: asked.prompt, resumes: asked.resumes });
  if (prompt === null) return 1;
  const refused = refusal(options, cwd);
  if (refused !== null) {
    await machine.stderr(`${refused}\n`);
    return 1;
  }
  const history = asked.resumes ? findHistory(start, asked.id, cwd) : null;
  if (history === null && asked.id !== null) {
    const why = isUuid(asked.id)
      ? `thread/resume failed: no rollout found for thread id ${asked.id} (code -32600)`
      : `thread/resume failed: invalid thread id ${asked.id} (code -32600)`;
    await machine.stderr(`Error: thread/resume: ${why}\n`);
    return 1;
  }
  // Until here SIGINT ends the process as it ends any other; from here on it stops the turn.
  if (scenario.ignores?.includes('SIGINT') !== true) process.on('SIGINT', () => turn.abort());
  const { is } = await answer(openThread(start, { cwd, prompt, history }));
  const code = is === 'done' ? 0 : 1;
  await playSteps(scenario.atExit ?? [], { stage: null, machine, signal });
  return scenario.exitCode ?? code;
}

interface Asked {
  readonly resumes: boolean;
  readonly id: string | null;
  readonly prompt: string | null;
}

function readWords({ words, last }: ExecOptions): Asked {
  if (words[0] !== 'resume') return { resumes: false, id: null, prompt: words[0] ?? null };
  const [, first = null, second = null] = words;
  return last ? { resumes: true, id: null, prompt: first } : { resumes: true, id: first, prompt: second };
}

function refusal({ skipGitCheck, schemaFile }: ExecOptions, cwd: string): string | null {
  if (!skipGitCheck && !insideGit(cwd))
    return 'Not inside a trusted directory and --skip-git-repo-check was not specified.';
  if (schemaFile !== null && !existsSync(resolve(cwd, schemaFile)))
    return `Failed to read output schema file ${schemaFile}: No such file or directory (os error 2)`;
  return null;
}

function insideGit(folder: string): boolean {
  if (existsSync(join(folder, '.git'))) return true;
  return dirname(folder) !== folder && insideGit(dirname(folder));
}

function findHistory({ machine, options }: ExecStart, id: string | null, cwd: string): History | null {
  const home = codexHome(machine);
  return id === null ? latestThread(home, options.allFolders ? null : cwd) : findThread(home, id);
}

function openThread(
  { machine, options, scenario, version, turn: { signal } }: ExecStart,
  { cwd, prompt, history }: { readonly cwd: string; readonly prompt: string; readonly history: History | null },
): Thread {
  const { json, lastMessageFile, schemaFile, ephemeral, sandbox } = options;
  const nowMs = machine.nowMs();
  const id = history?.threadId ?? threadId(nowMs);
  const home = codexHome(machine);
  const { ordinal, turns, tokens } = history ?? NEW_THREAD;
  const path = ephemeral ? null : (history?.path ?? rolloutPath(home, id, nowMs));
  const schema: unknown = schemaFile === null ? null : JSON.parse(readFileSync(resolve(cwd, schemaFile), 'utf8'));
  const file = lastMessageFile === null ? null : resolve(cwd, lastMessageFile);
  const parts: ThreadParts = {
    id,
    turnId: threadId(nowMs),
    turns,
    prompt,
    cwd,
    model: options.model ?? scenario.model ?? DEFAULT_MODEL,
    sandbox,
    schema,
    version,
    origin: EXEC,
    machine,
    scenario,
    rollout: new Rollout(path, ordinal, () => machine.nowMs()),
    sink: new ExecSink(machine, { json, lastMessageFile: file }),
    counters: fileCounters(home),
    signal,
  };
  return new Thread(parts, tokens);
}
