import { stamp, type Conversation } from './conversation.ts';
import { newUuid } from './ids.ts';
import { isLine, numberAt, objectAt, textAt } from './json.ts';
import type { Line } from './line.ts';
import { modelUsage, type ModelTokens } from './money.ts';
import { readTranscript, transcriptPath, type Transcript } from './transcript.ts';

/** What every line of the conversation carries. */
export function commonFields(about: { cwd: string; sessionId: string; version: string; interactive: boolean }): Line {
  return {
    userType: 'external',
    entrypoint: about.interactive ? 'cli' : 'sdk-cli',
    cwd: about.cwd,
    sessionId: about.sessionId,
    version: about.version,
    gitBranch: 'HEAD',
  };
}

export function recordPrompt(talk: Conversation, prompt: string): void {
  const { session, transcript, options } = talk;
  const timestamp = stamp(talk.machine);
  transcript.state({
    type: 'queue-operation',
    operation: 'enqueue',
    timestamp,
    sessionId: session.id,
    content: prompt,
  });
  transcript.state({ type: 'queue-operation', operation: 'dequeue', timestamp, sessionId: session.id });
  const message = { role: 'user', content: prompt };
  const turnPosition = { promptIndex: 0, turnIndex: session.prompts + 1 };
  const source = { permissionMode: options.permissionMode, promptSource: 'sdk', turnOrigin: 'sdk', turnPosition };
  transcript.entry({ promptId: newUuid(), type: 'user', message, uuid: newUuid(), timestamp, ...source });
  if (session.prompts > 0) return;
  const date = { type: 'date', date: timestamp.slice(0, 10) };
  transcript.entry({ attachment: date, type: 'attachment', uuid: newUuid(), timestamp });
}

/** State lines at the end of a turn; the costs are cumulative. */
export function recordTurnEnd(talk: Conversation, prompt: string): void {
  const { session, transcript, machine } = talk;
  const sessionId = session.id;
  const models = Object.entries(modelUsage(session.costs)).map(([model, usage]) => {
    const {
      contextWindow: _,
      maxOutputTokens: __,
      canonicalModel: ___,
      provider: ____,
      costBasis: _____,
      ...counted
    } = isLine(usage) ? usage : {};
    return [model, counted];
  });
  transcript.state({ type: 'last-prompt', lastPrompt: prompt, leafUuid: transcript.last, sessionId });
  if (talk.login === 'subscription') {
    const {
      accountUuid = '00000000-0000-4000-8000-000000000001',
      organizationId = '00000000-0000-4000-8000-00000000000a',
    } = talk.scenario.account ?? {};
    transcript.state({ type: 'session-owner', accountUuid, organizationUuid: organizationId, sessionId });
  }
  transcript.state({
    type: 'cost-state',
    sessionId,
    totalCostUSD: session.costUsd,
    totalAPIDuration: session.apiMs,
    totalAPIDurationWithoutRetries: session.apiMs,
    totalToolDuration: 0,
    totalLinesAdded: 0,
    totalLinesRemoved: 0,
    totalDuration: Math.round(machine.nowMs() - machine.startedAtMs),
    startTime: Math.round(machine.startedAtMs),
    modelUsage: Object.fromEntries(models),
    hasUnknownModelCost: false,
  });
}

/** What an earlier process left of a session. */
export interface History {
  readonly lines: readonly Line[];
  readonly prompts: number;
  readonly costs: ModelTokens;
  readonly lastUuid: string | null;
}

/** `null` also for one without a line of a user: 2.1.329 finds no conversation in it, although its id is in use. */
export function readHistory(projectDir: string, sessionId: string): History | null {
  const lines = readTranscript(transcriptPath(projectDir, sessionId));
  if (lines?.some(({ type }) => type === 'user') !== true) return null;
  const linked = lines.filter((line) => 'parentUuid' in line);
  const isPrompt = (line: Line): boolean => line['type'] === 'user' && 'promptSource' in line;
  const cost = objectAt(lines.findLast((line) => line['type'] === 'cost-state') ?? {}, 'modelUsage');
  const costs = Object.keys(cost).map((model) => {
    const of = objectAt(cost, model);
    const tokens = {
      input: numberAt(of, 'inputTokens'),
      output: numberAt(of, 'outputTokens'),
      cacheRead: numberAt(of, 'cacheReadInputTokens'),
      cacheWrite5m: numberAt(of, 'cacheCreationEphemeral5mInputTokens'),
      cacheWrite1h: numberAt(of, 'cacheCreationEphemeral1hInputTokens'),
      costUsd: numberAt(of, 'costUSD'),
    };
    return [model, tokens] as const;
  });
  return {
    lines: linked,
    prompts: linked.filter(isPrompt).length,
    costs: Object.fromEntries(costs),
    lastUuid: textAt(linked.at(-1) ?? {}, 'uuid'),
  };
}

/** Writes a history once more, under a new session's id. */
export function copyHistory(history: History, into: Transcript, sessionId: string): void {
  into.state({ type: 'mode', mode: 'normal', sessionId });
  for (const line of history.lines) into.state({ ...line, sessionId });
  into.continueFrom(history.lastUuid);
}
