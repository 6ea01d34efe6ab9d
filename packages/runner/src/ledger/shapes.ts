import { isAgentKind, type RunAttempt, type RunRecord, type RunResult, type RunTarget } from '@ccx/contracts';
import { isProcessId } from '../watchdog-protocol.ts';

/** Of a record, where it knows one. */
const PERMISSIONS: ReadonlySet<unknown> = new Set([undefined, 'safe', 'edit', 'full']);

/** Files of another process are checked before they are believed: by hand, because this lies on the path of every run. */
export function isRunTarget(value: unknown): value is RunTarget {
  if (!isObject(value) || !isObject(value['account'])) return false;
  const { account } = value;
  return (
    isAgentKind(account['agent']) &&
    typeof account['id'] === 'string' &&
    isTextOrNull(account['configDir']) &&
    isTextOrNull(value['name']) &&
    isTextOrNull(value['model']) &&
    isTextOrNull(value['billing'])
  );
}

export function isRunRecord(value: unknown): value is RunRecord {
  if (!isObject(value)) return false;
  return (
    typeof value['runId'] === 'string' &&
    isRunTarget(value['target']) &&
    isProcessId(value['owner']) &&
    (value['child'] === null || isProcessId(value['child'])) &&
    isTextOrNull(value['sessionId']) &&
    isTextOrNull(value['chosenSessionId'] ?? null) &&
    typeof value['cwd'] === 'string' &&
    typeof value['startedAt'] === 'string' &&
    typeof value['logPath'] === 'string' &&
    isTextOrNull(value['workItemId']) &&
    PERMISSIONS.has(value['permission']) &&
    isWorktreeOrAbsent(value['worktree'])
  );
}

function isWorktreeOrAbsent(value: unknown): boolean {
  if (value === undefined) return true;
  return isObject(value) && typeof value['name'] === 'string' && typeof value['from'] === 'string';
}

/** A result as the index keeps it: all else about it is in the last attempt. */
export type IndexedResult = Pick<RunResult, 'runId' | 'attempts'>;

export function isIndexedResult(value: unknown): value is IndexedResult {
  if (!isObject(value) || typeof value['runId'] !== 'string') return false;
  const { attempts } = value;
  return Array.isArray(attempts) && attempts.length > 0 && attempts.every(isRunAttempt);
}

function isRunAttempt(value: unknown): value is RunAttempt {
  if (!isObject(value) || !isObject(value['outcome']) || !isObject(value['summary'])) return false;
  if (typeof value['outcome']['status'] !== 'string') return false;
  return isRunTarget(value['target']) && typeof value['startedAt'] === 'string' && Array.isArray(value['warnings']);
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isTextOrNull(value: unknown): value is string | null {
  return value === null || typeof value === 'string';
}
