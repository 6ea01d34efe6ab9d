import { resolve } from 'node:path';
import { isUuid } from '../../claude/ids.ts';
import { isLine, textAt } from '../../claude/json.ts';
import type { Line } from '../../claude/line.ts';
import { fileCounters } from '../../scenario/counters.ts';
import { codexHome } from '../account.ts';
import { threadId } from '../ids.ts';
import { sandboxNamed } from '../options.ts';
import { Rollout, rolloutPath } from '../rollout.ts';
import { DEFAULT_MODEL, Thread } from '../thread.ts';
import { NO_TOKENS } from '../tokens.ts';
import { answer } from '../turn.ts';
import { Refusal } from './connection.ts';
import { SOURCE, startedThread, type OpenThread } from './open-thread.ts';
import { neededText, optionalText } from './params.ts';
import type { Server } from './server.ts';
import { threadObject } from './thread-object.ts';
import { turnObject } from './turn-object.ts';
import { TurnSink } from './turn-sink.ts';

/** Answers `thread/start`. */
export function startThread({ machine, scenario, version, client, threads, connection }: Server, params: Line): Line {
  const nowMs = machine.nowMs();
  const id = threadId(nowMs);
  const ephemeral = params['ephemeral'] === true;
  const path = ephemeral ? null : rolloutPath(codexHome(machine), id, nowMs);
  const thread: OpenThread = {
    id,
    cwd: resolve(machine.cwd, optionalText(params, 'cwd') ?? ''),
    model: optionalText(params, 'model') ?? scenario.model ?? DEFAULT_MODEL,
    sandbox: sandboxNamed(optionalText(params, 'sandbox') ?? 'read-only') ?? 'read-only',
    ephemeral,
    originator: client?.name ?? 'unknown',
    source: SOURCE,
    path,
    version,
    rollout: new Rollout(path, 0, () => machine.nowMs()),
    createdAtMs: nowMs,
    updatedAtMs: nowMs,
    preview: '',
    turns: 0,
    tokens: NO_TOKENS,
    active: null,
  };
  threads.set(id, thread);
  const announce = (): void => {
    connection.notify('thread/started', { thread: threadObject(thread, true) });
    for (const status of ['starting', 'ready']) {
      const server = { name: 'codex_apps', status, error: null, failureReason: null };
      connection.notify('mcpServer/startupStatus/updated', { threadId: id, ...server });
    }
  };
  // The answer comes first.
  queueMicrotask(announce);
  return startedThread(thread);
}

/** Answers `turn/start`. Input for a turn under way is taken and, here, changes nothing. */
export function startTurn(server: Server, params: Line): Line {
  const thread = findThread(server, params);
  const { input } = params;
  const prompt = Array.isArray(input)
    ? input.flatMap((part) => (isLine(part) ? [textAt(part, 'text') ?? ''] : [])).join('\n')
    : '';
  const turnId = thread.active?.turnId ?? threadId(server.machine.nowMs());
  if (thread.active === null) {
    const stop = new AbortController();
    thread.active = { turnId, stop };
    queueMicrotask(
      () => void runTurn(server, thread, { turnId, prompt, schema: params['outputSchema'] ?? null, stop }),
    );
  }
  return { turn: turnObject({ id: turnId, status: 'inProgress' }) };
}

/** Answers `turn/interrupt`. */
export function interruptTurn(server: Server, params: Line): Line {
  const { active } = findThread(server, params);
  if (active === null || active.turnId !== neededText(params, 'turnId'))
    throw new Refusal('no active turn to interrupt');
  active.stop.abort();
  return {};
}

function findThread({ threads }: Server, params: Line): OpenThread {
  const id = neededText(params, 'threadId');
  const thread = threads.get(id);
  if (thread !== undefined) return thread;
  if (isUuid(id)) throw new Refusal(`thread not found: ${id}`);
  const at = id.search(/[^0-9a-f-]/i);
  const found = at === -1 ? '' : `, found \`${id.charAt(at)}\` at ${at + 1}`;
  const wanted = 'expected an optional prefix of `urn:uuid:` followed by [0-9a-fA-F-]';
  throw new Refusal(`invalid thread id: invalid character: ${wanted}${found}`);
}

async function runTurn(
  { machine, scenario, connection }: Server,
  thread: OpenThread,
  turn: { readonly turnId: string; readonly prompt: string; readonly schema: unknown; readonly stop: AbortController },
): Promise<void> {
  const { id, cwd, model, sandbox, version, rollout, turns, originator } = thread;
  const { signal } = turn.stop;
  const { turnId } = turn;
  const playing = new Thread(
    {
      id,
      turnId,
      turns,
      prompt: turn.prompt,
      schema: turn.schema,
      cwd,
      model,
      sandbox,
      version,
      rollout,
      machine,
      scenario,
      signal,
      origin: { originator, source: SOURCE },
      sink: new TurnSink(connection, { id, turnId, cwd, machine, signal }),
      counters: fileCounters(codexHome(machine)),
    },
    thread.tokens,
  );
  await answer(playing);
  thread.turns += 1;
  thread.tokens = playing.tokens;
  thread.active = null;
}
