import { newUuid } from '../../claude/ids.ts';
import { isLine, objectAt, textAt } from '../../claude/json.ts';
import type { Line } from '../../claude/line.ts';
import { codexHome } from '../account.ts';
import { readRollouts } from '../rollout.ts';
import type { Server } from './server.ts';
import { threadObject, type ThreadFacts } from './thread-object.ts';

/** Only what people talked to is listed, not what `exec` did. */
const INTERACTIVE = new Set(['cli', 'vscode']);

/** Answers `thread/list`: the threads of this home, whoever wrote them, the newest first. */
export function listThreads({ machine, threads }: Server): Line {
  const found = readRollouts(codexHome(machine))
    .map(({ path, lines }) => threadOf(path, lines))
    .filter(({ source }) => INTERACTIVE.has(source))
    .toSorted((a, b) => b.updatedAtMs - a.updatedAtMs);
  const states = found.map(({ id, lastTurnId }) => [
    id,
    { firstUnread: { type: 'turn', turnId: lastTurnId }, revision: newUuid() },
  ]);
  const [newest] = found;
  return {
    data: found.map((thread) => threadObject({ ...thread, active: threads.get(thread.id)?.active ?? null }, null)),
    readStates: Object.fromEntries(states),
    nextCursor: null,
    backwardsCursor: newest === undefined ? null : new Date(newest.createdAtMs).toISOString(),
  };
}

function threadOf(path: string, lines: readonly Line[]): ThreadFacts & { readonly lastTurnId: string | null } {
  const payloads = lines.map((line) => objectAt(line, 'payload'));
  const [meta = {}] = payloads;
  const context = payloads[lines.findIndex(({ type }) => type === 'turn_context')] ?? {};
  const asked = payloads.find((payload) => objectAt(payload, 'item')['type'] === 'UserMessage') ?? {};
  const content = objectAt(asked, 'item')['content'];
  const last = payloads.findLast(({ type }) => type === 'task_started') ?? {};
  const time = (line: Line | undefined): number => Date.parse(textAt(line ?? {}, 'timestamp') ?? '');
  return {
    id: textAt(meta, 'id') ?? '',
    cwd: textAt(meta, 'cwd') ?? '',
    model: textAt(context, 'model') ?? '',
    ephemeral: false,
    originator: textAt(meta, 'originator') ?? '',
    source: textAt(meta, 'source') ?? '',
    version: textAt(meta, 'cli_version') ?? '',
    path,
    createdAtMs: time(meta),
    updatedAtMs: time(lines.at(-1)),
    preview: Array.isArray(content) && isLine(content[0]) ? (textAt(content[0], 'text') ?? '') : '',
    lastTurnId: textAt(last, 'turn_id'),
    active: null,
  };
}
