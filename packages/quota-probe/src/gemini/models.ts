import { readdir, readFile, realpath, unlink } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { AGENTS } from '@ccx/contracts';
import { type Fields, fieldsOf, parseFields, textOf } from '../fields.ts';
import type { AskModels, FoundModels, ModelsQuestion } from '../models/found-models.ts';
import { noModels } from '../models/no-models.ts';
import { familyAliases } from '../models/resolve-model-alias.ts';
import { askProcess } from '../process/ask-process.ts';

const HELLO_ID = 1;
const SESSION_ID = 2;

const HELLO = {
  jsonrpc: '2.0',
  id: HELLO_ID,
  method: 'initialize',
  params: {
    protocolVersion: 1,
    clientCapabilities: { fs: { readTextFile: false, writeTextFile: false }, terminal: false },
  },
};
/** No extension and, because none has this name, no MCP server of the person is started. */
const ARGS: readonly string[] = ['--acp', '--extensions', 'none', '--allowed-mcp-server-names', 'ccx-starts-none'];

/**
 * The models in the answer to `session/new` of the Agent Client Protocol (Gemini CLI 0.61.0, 2026-11-21). Its screen
 * `/model` shows them only below another choice. Some are taken under another name than the one that is shown. It has no
 * levels of reasoning effort. `null` where it names no model.
 */
export function parseGeminiModels(answer: unknown, cliVersion: string | null = null): FoundModels | null {
  const listed = fieldsOf(fieldsOf(answer)?.['models'])?.['availableModels'];
  const rows = (Array.isArray(listed) ? listed.map(fieldsOf) : []).flatMap((row) => {
    const model = textOf(row?.['modelId']);
    // A name with spaces is a title.
    const name = textOf(row?.['name'])?.match(/^\S+$/)?.[0] ?? model;
    return model === null || name === null ? [] : [{ model, name: name.toLowerCase() }];
  });
  if (rows.length === 0) return null;
  const models = [...new Set(rows.map(({ model }) => model))];
  const shown = Object.fromEntries(
    rows.filter(({ name }) => !models.includes(name)).map(({ name, model }) => [name, model]),
  );
  const families = Object.entries(familyAliases(rows.map(({ name }) => name)));
  return {
    models,
    aliases: { ...Object.fromEntries(families.map(([family, name]) => [family, shown[name] ?? name])), ...shown },
    reasoningLevels: [],
    cliVersion,
    source: 'acp',
  };
}

/** Asks Gemini CLI as an editor does that embeds it: a session is opened, nothing is sent in it. */
export const askGeminiModels: AskModels = async (question) => {
  const { account, cli, env, folder, own, clock, timeoutMs, signal } = question;
  try {
    const answered = await askProcess({
      file: cli.file,
      // Trust for this one start, so that nothing of it is written down.
      args: [...cli.args, ...ARGS, ...(own ? ['--skip-trust'] : [])],
      env,
      cwd: folder,
      input: lineOf(HELLO),
      talk: (line, write) => {
        if (fieldsOf(answerTo(HELLO_ID, [line])?.['result']) === null) return;
        const params = { cwd: folder, mcpServers: [] };
        write(lineOf({ jsonrpc: '2.0', id: SESSION_ID, method: 'session/new', params }));
      },
      isWhole: (lines) => answerTo(SESSION_ID, lines) !== null || answerTo(HELLO_ID, lines)?.['error'] !== undefined,
      timeoutMs,
      signal,
    });
    const session = answerTo(SESSION_ID, answered.lines);
    const hello = answerTo(HELLO_ID, answered.lines);
    const agentInfo = fieldsOf(fieldsOf(hello?.['result'])?.['agentInfo']);
    const found = parseGeminiModels(session?.['result'], textOf(agentInfo?.['version']));
    if (found !== null) return { ok: true, found };
    const refusal = textOf(fieldsOf(session?.['error'] ?? hello?.['error'])?.['message']);
    return noModels(account.agent, answered, refusal, clock.now());
  } finally {
    if (own) await forgetSessions(question);
  }
};

function answerTo(id: number, lines: readonly string[]): Fields | null {
  for (const line of lines) {
    const message = parseFields(line);
    if (message?.['id'] === id && ('result' in message || 'error' in message)) return message;
  }
  return null;
}

function lineOf(message: object): string {
  return `${JSON.stringify(message)}\n`;
}

/** Each start leaves a session without a word in it. Those of ccx's own folder are nobody else's. */
async function forgetSessions({ account, env, folder }: ModelsQuestion): Promise<void> {
  const { defaultConfigDir, transcripts } = AGENTS[account.agent];
  const configDir = account.configDir ?? join(env['HOME'] ?? homedir(), defaultConfigDir);
  const real = await realpath(folder).catch(() => folder);
  for (const project of await namesIn(join(configDir, transcripts))) {
    const place = join(configDir, transcripts, project);
    if ((await textIn(join(place, '.project_root'))).trim() !== real) continue;
    for (const name of await namesIn(join(place, 'chats'))) {
      const file = join(place, 'chats', name);
      if (name.endsWith('.jsonl') && isWordless(await textIn(file))) await unlink(file).catch(() => {});
    }
  }
}

/** What was said stands in lines of its own; the context that the CLI gives itself is a change of the first (0.61.0). */
function isWordless(session: string): boolean {
  const lines = session.trim().split('\n').map(parseFields);
  return lines.every((line) => line !== null && !('type' in line));
}

async function namesIn(folder: string): Promise<readonly string[]> {
  return readdir(folder).catch(() => []);
}

async function textIn(file: string): Promise<string> {
  return readFile(file, 'utf8').catch(() => '');
}
