import { type Fields, fieldsOf, parseFields, textOf } from '../fields.ts';
import type { AskModels, FoundModels } from '../models/found-models.ts';
import { parseModelName } from '../models/model-name.ts';
import { noModels } from '../models/no-models.ts';
import { mergeLevels } from '../models/reasoning-levels.ts';
import { familyAliases } from '../models/resolve-model-alias.ts';
import { askProcess } from '../process/ask-process.ts';

const HELLO_ID = 1;
const FIRST_PAGE = 2;
/** More pages are no list of models. */
const MOST_PAGES = 20;

const HELLO = {
  id: HELLO_ID,
  method: 'initialize',
  params: { clientInfo: { name: 'ccx', title: 'ccx', version: '0' }, capabilities: null },
};

/**
 * The models in the answers to `model/list` (Codex 0.169.0, 2026-11-21), page after page. Hidden ones are left out, and
 * `gpt` is the one that Codex itself would take. `null` where they name none.
 */
export function parseCodexModels(pages: readonly unknown[], cliVersion: string | null = null): FoundModels | null {
  const rows = pages.flatMap((page) => {
    const data = fieldsOf(page)?.['data'];
    return Array.isArray(data) ? data.map(fieldsOf).filter((row) => row !== null && row['hidden'] !== true) : [];
  });
  const named = rows.flatMap((row) => {
    const model = textOf(row?.['model']) ?? textOf(row?.['id']);
    return row === null || model === null ? [] : [{ model, row }];
  });
  if (named.length === 0) return null;
  const models = [...new Set(named.map(({ model }) => model))];
  const own = named.find(({ row }) => row['isDefault'] === true)?.model;
  const brand = own === undefined ? undefined : parseModelName(own).family[0];
  return {
    models,
    aliases: {
      ...familyAliases(models),
      ...(own !== undefined && brand !== undefined && brand !== own && { [brand]: own }),
    },
    reasoningLevels: mergeLevels(named.map(({ row }) => levelsOf(row))),
    cliVersion,
    source: 'rpc',
  };
}

function levelsOf(row: Fields): readonly string[] {
  const levels = row['supportedReasoningEfforts'];
  if (!Array.isArray(levels)) return [];
  return levels.flatMap((level: unknown) => textOf(fieldsOf(level)?.['reasoningEffort']) ?? textOf(level) ?? []);
}

/** Asks `codex app-server`, which knows its list even where nobody is logged in. */
export const askCodexModels: AskModels = async ({ account, cli, env, folder, clock, timeoutMs, signal }) => {
  const pages: Fields[] = [];
  let refusal: string | null = null;
  let isDone = false;
  let userAgent: string | null = null;
  const answered = await askProcess({
    file: cli.file,
    args: [...cli.args, 'app-server'],
    env,
    cwd: folder,
    input: lineOf(HELLO),
    talk: (line, write) => {
      const message = parseFields(line);
      const asked = FIRST_PAGE + pages.length;
      if (message?.['id'] !== HELLO_ID && message?.['id'] !== asked) return;
      const error = fieldsOf(message['error']);
      const result = fieldsOf(message['result']);
      if (error !== null || result === null) {
        refusal = textOf(error?.['message']) ?? 'an answer without a result';
        isDone = true;
        return;
      }
      if (message['id'] === HELLO_ID) {
        userAgent = textOf(result['userAgent']);
        write(lineOf({ method: 'initialized' }) + lineOf(pageOf(FIRST_PAGE, null)));
        return;
      }
      pages.push(result);
      const cursor = textOf(result['nextCursor']);
      isDone = cursor === null || pages.length >= MOST_PAGES;
      if (!isDone) write(lineOf(pageOf(asked + 1, cursor)));
    },
    isWhole: () => isDone,
    timeoutMs,
    signal,
  });
  // Half a list would look like a whole one.
  const found = isDone && refusal === null ? parseCodexModels(pages, versionIn(userAgent)) : null;
  return found === null ? noModels(account.agent, answered, refusal, clock.now()) : { ok: true, found };
};

function pageOf(id: number, cursor: string | null): object {
  return { id, method: 'model/list', params: cursor === null ? {} : { cursor } };
}

/** `ccx/0.169.0 (Debian 12.0.0; x86_64) …`: the name is ours, the version is its. */
function versionIn(userAgent: string | null): string | null {
  return /^[^/\s]+\/(\d+\.\d+\.\d+\S*)/.exec(userAgent ?? '')?.[1] ?? null;
}

function lineOf(message: object): string {
  return `${JSON.stringify(message)}\n`;
}
