import { type Fields, fieldsOf, parseFields, textOf } from '../fields.ts';
import type { AskModels, FoundModels, ModelsQuestion } from '../models/found-models.ts';
import { mergeLevels, readReasoningLevels } from '../models/reasoning-levels.ts';
import { familyAliases } from '../models/resolve-model-alias.ts';
import { noModels } from '../models/no-models.ts';
import { askProcess } from '../process/ask-process.ts';
import { HEADLESS_ARGS } from './headless.ts';

const CONVERSE = ['--input-format', 'stream-json', '--output-format', 'stream-json', '--verbose'] as const;
const ARGS: readonly string[] = ['-p', ...CONVERSE, ...HEADLESS_ARGS];
const ID = 'models';
const INITIALIZE = { type: 'control_request', request_id: ID, request: { subtype: 'initialize' } };

/** No level has this name: the CLI answers with those that it has, and ends because it was given no prompt. */
const NO_LEVEL: readonly string[] = ['--effort', 'ccx-asks', '-p', ''];

/**
 * The models in the answer to an `initialize` or a `list_models` control request (Claude Code 2.1.329, 2026-11-21). A row
 * is what a person may choose (`opus`) and the model that it stands for now. `null` where it names none.
 */
export function parseClaudeModels(answer: unknown): FoundModels | null {
  const body = fieldsOf(answer);
  const rows = (Array.isArray(body?.['models']) ? body['models'] : []).flatMap((row: unknown) => rowOf(fieldsOf(row)));
  if (body === null || rows.length === 0) return null;
  const models = [...new Set(rows.map(({ model }) => model))];
  const chosen = rows.filter(({ value, model }) => value !== model).map(({ value, model }) => [value, model]);
  return {
    models,
    aliases: { ...familyAliases(models), ...Object.fromEntries(chosen) },
    reasoningLevels: mergeLevels(rows.map(({ levels }) => levels)),
    cliVersion: textOf(body['claude_code_version']),
    source: 'control',
  };
}

interface Row {
  readonly value: string;
  readonly model: string;
  readonly levels: readonly string[];
}

function rowOf(row: Fields | null): readonly Row[] {
  const value = textOf(row?.['value']);
  if (row === null || value === null) return [];
  const levels = row['supportedEffortLevels'];
  return [
    {
      value,
      model: textOf(row['resolvedModel']) ?? value,
      levels: Array.isArray(levels) ? levels.flatMap((level: unknown) => textOf(level) ?? []) : [],
    },
  ];
}

/** Asks a running Claude Code what it offers: its first control request, which every program that embeds it sends. */
export const askClaudeModels: AskModels = async (question) => {
  const { cli, env, folder, timeoutMs, signal, account, clock } = question;
  const answered = await askProcess({
    file: cli.file,
    args: [...cli.args, ...ARGS],
    env,
    cwd: folder,
    input: `${JSON.stringify(INITIALIZE)}\n`,
    isWhole: (lines) => answerIn(lines) !== null,
    timeoutMs,
    signal,
  });
  const answer = answerIn(answered.lines);
  const told = parseClaudeModels(answer?.['response']);
  if (told !== null) return { ok: true, found: await withLevels(told, question) };
  const none = noModels(account.agent, answered, textOf(answer?.['error']), clock.now());
  if (!question.mayOpenWindow || none.problem.code !== 'form-unknown') return none;
  const { askClaudeModelScreen } = await import('./model-screen.ts');
  const seen = await askClaudeModelScreen(question);
  return seen.ok ? { ok: true, found: await withLevels(seen.found, question) } : seen;
};

async function withLevels(found: FoundModels, question: ModelsQuestion): Promise<FoundModels> {
  return found.reasoningLevels.length > 0 ? found : { ...found, reasoningLevels: await askLevels(question) };
}

/** A CLI that does not say it with its models tells it in its help, or when it refuses a level. */
async function askLevels({ cli, env, folder, timeoutMs, signal }: ModelsQuestion): Promise<readonly string[]> {
  for (const args of [['--help'], NO_LEVEL]) {
    const told = await askProcess({
      file: cli.file,
      args: [...cli.args, ...args],
      env,
      cwd: folder,
      timeoutMs,
      signal,
    });
    const levels = readReasoningLevels(`${told.lines.join('\n')}\n${told.stderr}`);
    if (levels.length > 0) return levels;
  }
  return [];
}

function answerIn(lines: readonly string[]): Fields | null {
  for (const line of lines) {
    if (!line.includes('control_response')) continue;
    const response = fieldsOf(parseFields(line)?.['response']);
    if (response?.['request_id'] === ID) return response;
  }
  return null;
}
