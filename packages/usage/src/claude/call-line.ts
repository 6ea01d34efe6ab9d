import { dollarsOf, type Fields, fieldsOf, textOf } from '../line-fields.ts';

/** What a line says of a call of a model, as the vendor wrote it; `null` is what it does not say. */
export interface CallLine {
  readonly id: string | null;
  readonly requestId: string | null;
  readonly model: string | null;
  readonly usage: Fields;
  readonly timestamp: string | null;
  /** The session that made the request, not the fork that copied the line. */
  readonly sessionId: string | null;
  readonly sidechain: boolean;
  readonly agentId: string | null;
  readonly agentType: string | null;
  readonly cwd: string | null;
  readonly gitBranch: string | null;
  readonly entrypoint: string | null;
  readonly costUsd: number | null;
  /** It tells of a failed request. */
  readonly isError: boolean;
}

/**
 * The call of a line that was parsed as a whole; `null` where it tells of none. Observed with Claude Code 2.1.329,
 * 2026-11-21; old versions wrote a subagent's calls also, or only, into `agent_progress` lines of its parent.
 */
export function callLine(line: Fields): CallLine | null {
  const data = fieldsOf(line['data']);
  if (line['type'] === 'progress' && data !== null) {
    const copy = fieldsOf(data['message']);
    if (data['type'] !== 'agent_progress' || copy === null) return null;
    const { requestId, costUSD, isApiErrorMessage, message } = copy;
    const timestamp = copy['timestamp'] ?? line['timestamp'];
    const agent = { isSidechain: true, agentId: data['agentId'] };
    return messageCall({ ...line, requestId, costUSD, isApiErrorMessage, message, timestamp, ...agent });
  }
  return messageCall(line);
}

/** The call of a line that is no `progress`: only the fields named here are looked at. */
export function messageCall(line: Fields): CallLine | null {
  const message = fieldsOf(line['message']);
  const usage = fieldsOf(message?.['usage']);
  if (message === null || usage === null) return null;
  return {
    id: textOf(message['id']),
    requestId: textOf(line['requestId']),
    model: textOf(message['model']),
    usage,
    timestamp: textOf(line['timestamp']),
    sessionId: sessionOf(line),
    sidechain: line['isSidechain'] === true,
    agentId: textOf(line['agentId']),
    agentType: textOf(line['attributionAgent']),
    cwd: textOf(line['cwd']),
    gitBranch: textOf(line['gitBranch']),
    entrypoint: textOf(line['entrypoint']),
    costUsd: dollarsOf(line['costUSD']),
    isError: line['isApiErrorMessage'] === true,
  };
}

/** A fork copies its parent's lines under its own id, and says beside it whose they are. */
export function sessionOf(line: Fields): string | null {
  const parent = textOf(fieldsOf(line['forkedFrom'])?.['sessionId']);
  return textOf(line['requestSessionId']) ?? parent ?? textOf(line['sessionId']);
}
