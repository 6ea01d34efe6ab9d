import {
  type AgentEvent,
  CcxError,
  type CcxErrorCode,
  type Deadline,
  type Failure,
  type RunRequest,
  type RunResult,
} from '../src/index.ts';

declare const result: RunResult;
declare const event: AgentEvent;

/** The status decides which other fields there are. */
export function headline(): string {
  // @ts-expect-error a success has no failure, so it cannot be asked for before the status is known
  const early: Failure = result.failure;
  switch (result.status) {
    case 'success':
    case 'cancelled':
      // @ts-expect-error neither has a deadline
      return String(result.deadline) + early.detail;
    case 'timed-out': {
      const deadline: Deadline = result.deadline;
      // @ts-expect-error a run that was too slow did not fail by a class
      return deadline + String(result.failure);
    }
    case 'failed':
    case 'limited':
    case 'auth': {
      const failure: Failure = result.failure;
      return failure.class + result.last.logPath;
    }
    default: {
      const nothing: never = result;
      return nothing;
    }
  }
}

/** Every type of event has its case; a new one does not compile until it is met here. */
export function describeEvent(): string {
  switch (event.type) {
    case 'started':
      return event.model ?? 'unknown';
    case 'text':
    case 'thinking':
      return event.delta ? '' : event.text;
    case 'tool-call':
      // @ts-expect-error the vendor's input is unknown until somebody checks it
      return event.tool + event.effect + event.input.command;
    case 'tool-result':
      return event.ok ? event.text : event.id;
    case 'denied':
      return event.reason;
    case 'task':
      return `${event.state} ${event.background}`;
    case 'state':
      return event.is;
    case 'usage':
      return `${event.covers} ${event.usage.input}`;
    case 'limit':
      return event.limit.verdict;
    case 'retry':
      return event.cause;
    case 'notice':
    case 'compacted':
      return event.text;
    case 'result':
      return event.failure?.class ?? 'good';
    case 'unknown':
      return event.vendorType;
    case 'malformed':
      return event.excerpt;
    default: {
      const nothing: never = event;
      return nothing;
    }
  }
}

/** One case short: the rest is not `never`. */
export function incomplete(): never {
  if (event.type === 'malformed') throw new Error('one case of many');
  // @ts-expect-error all other types are left
  const nothing: never = event;
  return nothing;
}

export const smallest: RunRequest = { prompt: 'hi', cwd: '/work', permission: 'safe' };
export const full: RunRequest = {
  ...smallest,
  permission: 'full',
  timeoutMs: 1000,
  session: { mode: 'fork', id: 'x' },
};
// @ts-expect-error `undefined` is not the same as leaving a field out
export const explicit: RunRequest = { ...smallest, timeoutMs: undefined };
// @ts-expect-error a permission is asked for by one of three names
export const daring: RunRequest = { ...smallest, permission: 'bypassPermissions' };
// @ts-expect-error the permission is never a default
export const careless: RunRequest = { prompt: 'hi', cwd: '/work' };
// @ts-expect-error on which account is chosen late, and is no part of the request
export const bound: RunRequest = { ...smallest, account: 'claude:default' };
// @ts-expect-error a request is read, not changed
smallest.prompt = 'other';

// @ts-expect-error a misspelt code
export const misspelt: CcxError = new CcxError('profile_missing', 'x');
// @ts-expect-error the same in a question
CcxError.is(misspelt, 'profile_missing');

export function codeOf(error: unknown): CcxErrorCode | null {
  // @ts-expect-error an unknown value has no code
  if (error.code === 'internal') return null;
  return CcxError.is(error) ? error.code : null;
}
