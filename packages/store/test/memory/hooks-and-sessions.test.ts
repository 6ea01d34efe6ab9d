import type { HookEvent, SessionTelemetry } from '@ccx/contracts';
import { describe, expect, test } from 'vitest';
import { ada, eve } from '../records.ts';
import { opened, tempPath } from '../store-support.ts';

const at = (minute: number): string => new Date(Date.UTC(2026, 2, 10, 12, minute)).toISOString();

function hook(more: Partial<HookEvent> = {}): HookEvent {
  return {
    accountId: ada.id,
    profile: 'work',
    session: 's1',
    event: 'StopFailure',
    timestamp: at(0),
    transcript: '/t.jsonl',
    cwd: '/home/ada/app',
    model: 'opus',
    source: 'startup',
    permission: 'default',
    reason: 'other',
    error: 'rate_limit',
    errorDetails: 'resets 3pm',
    trigger: 'auto',
    ...more,
  };
}

function session(more: Partial<SessionTelemetry> = {}): SessionTelemetry {
  return {
    accountId: ada.id,
    profile: 'work',
    session: 's1',
    transcript: '/t.jsonl',
    cwd: '/home/ada/app',
    model: 'opus',
    source: 'startup',
    permission: 'default',
    startedAt: at(0),
    endedAt: at(2),
    lastSeenAt: at(3),
    status: 'running',
    endReason: 'clear',
    failureError: 'overloaded',
    failureDetails: 'try later',
    compactCount: 2,
    ...more,
  };
}

describe('hooks', () => {
  test('that told of a failure come back whole, newest first, the later of two of one time first', () => {
    const path = tempPath();
    const store = opened(path);
    const unsaid = { profile: null, transcript: null, cwd: null, model: null, source: null } as const;
    const bare = hook({ ...unsaid, permission: null, reason: null, error: null, trigger: null, timestamp: at(5) });
    for (const event of [hook(), hook({ session: 's2' }), bare]) store.insertHookEvent(event);
    store.insertHookEvent(hook({ event: 'Stop', error: null, errorDetails: null }));
    store.insertHookEvent(hook({ accountId: eve.id }));
    store.close();
    expect(opened(path).recentFailures(ada.id, at(0))).toEqual([bare, hook({ session: 's2' }), hook()]);
  });

  test('of before that time are left out', () => {
    const store = opened();
    store.insertHookEvent(hook());
    expect(store.recentFailures(ada.id, at(1))).toEqual([]);
    expect(store.recentFailures(eve.id, at(0))).toEqual([]);
  });
});

describe('a session', () => {
  test('becomes what the change makes of it, and is kept whole', () => {
    const path = tempPath();
    const store = opened(path);
    const unsaid = { profile: null, transcript: null, cwd: null, model: null, source: null, permission: null } as const;
    const none = { ...unsaid, startedAt: null, endedAt: null, endReason: null } as const;
    const bare = session({ ...none, session: 's2', failureError: null, failureDetails: null, compactCount: 0 });
    expect(store.updateSession(ada.id, 's1', (before) => session({ compactCount: before === null ? 7 : 0 }))).toEqual(
      session({ compactCount: 7 }),
    );
    store.updateSession(ada.id, 's1', (before) => session({ compactCount: (before?.compactCount ?? 0) + 1 }));
    store.updateSession(ada.id, 's2', () => bare);
    store.close();
    expect(opened(path).querySessions({})).toEqual([session({ compactCount: 8 }), bare]);
  });

  test('stays as it was where the change throws', () => {
    const store = opened();
    store.updateSession(ada.id, 's1', () => session());
    expect(() =>
      store.updateSession(ada.id, 's1', () => {
        throw new Error('no change');
      }),
    ).toThrow('no change');
    expect(store.querySessions({})).toEqual([session()]);
  });

  test('of the same id at another account is another one', () => {
    const store = opened();
    store.updateSession(ada.id, 's1', () => session());
    store.updateSession(eve.id, 's1', (before) => session({ accountId: eve.id, model: before === null ? 'gpt' : '' }));
    expect(store.querySessions({}).map(({ model }) => model)).toEqual(['opus', 'gpt']);
  });

  test('is found by profile or account, status and time, the last seen first, at most so many', () => {
    const store = opened();
    const add = (id: string, more: Partial<SessionTelemetry>): unknown =>
      store.updateSession(more.accountId ?? ada.id, id, () => session({ session: id, ...more }));
    add('a', { lastSeenAt: at(1) });
    add('b', { lastSeenAt: at(3), status: 'failed' });
    add('c', { lastSeenAt: at(2), accountId: eve.id, profile: null });
    const found = (query: Parameters<typeof store.querySessions>[0]): readonly string[] =>
      store.querySessions(query).map((one) => one.session);
    expect(found({})).toEqual(['b', 'c', 'a']);
    expect(found({ profile: 'work' })).toEqual(['b', 'a']);
    expect(found({ profile: eve.id })).toEqual(['c']);
    expect(found({ status: 'failed' })).toEqual(['b']);
    expect(found({ since: at(2) })).toEqual(['b', 'c']);
    expect(found({ limit: 1 })).toEqual(['b']);
    for (let index = 0; index < 60; index++) add(`more ${index}`, {});
    expect(found({})).toHaveLength(50);
    expect(found({ limit: 100 })).toHaveLength(63);
  });
});
