import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { exampleOf } from '../claude/schema-example.ts';
import { isUuid } from '../claude/ids.ts';
import { Interrupted } from '../machine/interrupted.ts';
import type { Machine } from '../machine/machine.ts';
import { fileCounters } from '../scenario/counters.ts';
import { playSteps } from '../scenario/play.ts';
import type { Scenario } from '../scenario/scenario.ts';
import type { Step } from '../scenario/step.ts';
import { threadId } from './ids.ts';
import { codexHome } from './login-status.ts';
import type { ExecOptions } from './options.ts';
import { gatherPrompt } from './prompt.ts';
import { findThread, latestThread, NEW_THREAD, Rollout, rolloutPath, type History } from './rollout.ts';
import { Sink } from './sink.ts';
import { CodexStage, type TurnFailure } from './stage.ts';
import { Thread, type ThreadParts } from './thread.ts';
import { recordOpening, recordPrompt } from './turn-records.ts';
import { tokenFields } from './tokens.ts';

const DEFAULT_MODEL = 'gpt-5.5-codex';
const HELLO: readonly Step[] = [{ text: 'Hello! I am a scripted stand-in; nothing was sent anywhere.' }];

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
  const code = await runTurn(openThread(start, { cwd, prompt, history }), start.version);
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
  { machine, options, scenario, turn: { signal } }: ExecStart,
  { cwd, prompt, history }: { readonly cwd: string; readonly prompt: string; readonly history: History | null },
): Thread {
  const nowMs = machine.nowMs();
  const id = history?.threadId ?? threadId(nowMs);
  const home = codexHome(machine);
  const { ordinal, turns, tokens } = history ?? NEW_THREAD;
  const path = options.ephemeral ? null : (history?.path ?? rolloutPath(home, id, nowMs));
  const parts: ThreadParts = {
    id,
    turnId: threadId(nowMs),
    turns,
    prompt,
    cwd,
    model: options.model ?? scenario.model ?? DEFAULT_MODEL,
    machine,
    scenario,
    options,
    rollout: new Rollout(path, ordinal, () => machine.nowMs()),
    sink: new Sink(machine, options.json),
    counters: fileCounters(home),
    signal,
  };
  return new Thread(parts, tokens);
}

async function runTurn(thread: Thread, version: string): Promise<number> {
  const { parts } = thread;
  const { machine, scenario, sink, signal, rollout, turnId } = parts;
  const startedAt = machine.nowMs();
  try {
    await playSteps(scenario.beforeTurn ?? [], { stage: null, machine, signal });
    await sayBanner(thread, version);
    recordOpening(parts, version);
    await sink.line({ type: 'thread.started', thread_id: parts.id });
    if (!/^gpt-5|^codex/.test(parts.model)) {
      const message = `Model metadata for \`${parts.model}\` not found. Defaulting to fallback metadata; this can degrade performance and cause issues.`;
      await sink.item('completed', { id: thread.nextItem(), type: 'error', message });
    }
    await sink.line({ type: 'turn.started' });
    recordPrompt(parts);
    const failure = await playTurn(thread);
    parts.counters.add('prompts');
    rollout.event('task_complete', {
      root_turn_id: turnId,
      turn_id: turnId,
      last_agent_message: failure === null ? thread.said : null,
      ...(failure === null ? {} : { error: { message: failure.message, codex_error_info: failure.info } }),
      ...times(startedAt, machine.nowMs()),
    });
    return await sayEnd(thread, failure);
  } catch (error) {
    if (!(error instanceof Interrupted)) throw error;
    // Observed: stdout just stops.
    rollout.event('turn_aborted', { turn_id: turnId, reason: 'interrupted', ...times(startedAt, machine.nowMs()) });
    return 1;
  }
}

async function playTurn(thread: Thread): Promise<TurnFailure | null> {
  const { parts } = thread;
  const { machine, signal, options, scenario, turns } = parts;
  const stage = new CodexStage(thread);
  const own = scenario.turns?.[Math.min(turns, scenario.turns.length - 1)] ?? scenario.steps ?? HELLO;
  const steps: readonly Step[] =
    scenario.login === 'none'
      ? [{ fail: 'not-logged-in' }]
      : scenario.login === 'expired'
        ? [{ fail: 'login-expired' }]
        : own;
  const flow = await playSteps(steps, { stage, machine, signal });
  if (flow === 'on' && options.schemaFile !== null && !isJson(thread.said)) {
    const schema: unknown = JSON.parse(readFileSync(resolve(parts.cwd, options.schemaFile), 'utf8'));
    await stage.structured({ structured: exampleOf(schema) });
  }
  if (stage.failure === null) thread.end();
  return stage.failure;
}

function isJson(text: string | null): boolean {
  try {
    JSON.parse(text ?? '');
    return true;
  } catch {
    return false;
  }
}

function times(startedMs: number, nowMs: number): Readonly<Record<string, number>> {
  return {
    started_at: Math.floor(startedMs / 1000),
    completed_at: Math.floor(nowMs / 1000),
    duration_ms: Math.round(nowMs - startedMs),
  };
}

async function sayBanner({ parts }: Thread, version: string): Promise<void> {
  const { sink, cwd, model, options, id, prompt } = parts;
  const rows = [
    `OpenAI Codex v${version}`,
    '--------',
    `workdir: ${cwd}`,
    `model: ${model}`,
    'provider: openai',
    'approval: never',
    `sandbox: ${options.sandbox}`,
    'reasoning effort: none',
    'reasoning summaries: none',
    `session id: ${id}`,
    '--------',
    'user',
    prompt,
  ];
  await sink.say(rows.join('\n'));
}

async function sayEnd(thread: Thread, failure: TurnFailure | null): Promise<number> {
  const { sink, options, cwd } = thread.parts;
  if (failure !== null) {
    await sink.error(failure.message);
    await sink.line({ type: 'turn.failed', error: { message: failure.message } });
    return 1;
  }
  await sink.line({ type: 'turn.completed', usage: tokenFields(thread.tokens) });
  const { input, cached, output } = thread.tokens;
  await sink.say(`tokens used\n${(input - cached + output).toLocaleString('en-US')}`);
  await sink.last(thread.said);
  if (options.lastMessageFile !== null) writeFileSync(resolve(cwd, options.lastMessageFile), thread.said ?? '');
  return 0;
}
