import { mkdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { fakeView } from '../fake-view.ts';
import { fixture, lines, NOW_MS, only, openPlace, PID, record, SESSION } from './place.ts';

const alive = fakeView({ rows: [{ pid: PID, startedAt: '262463' }] });
const TRANSCRIPT = `projects/-home-dev-project/${SESSION}.jsonl`;

/** The states through which a recording of `sessions/PID.json` goes. */
function replay(name: string, procStart: string): readonly string[] {
  const place = openPlace();
  const proc = fakeView({ rows: [{ pid: PID, startedAt: procStart }] });
  return lines(name).flatMap(({ file, content }) => {
    if (file !== `${PID}.json` || typeof content !== 'object' || content === null) return [];
    place.write(`sessions/${PID}.json`, content);
    const { state } = only(place.scan(proc));
    return [`${state.is}: ${state.why} (${state.source})`];
  });
}

describe('a recorded life of a session in a terminal', () => {
  test('is told as it was, each state by the status of the vendor', () => {
    expect(replay('tui-session-life.jsonl', '262463')).toEqual([
      'stale: nothing tells what it does (process)',
      'idle: has nothing to do (vendor)',
      'waiting: a dialog (vendor)',
      'idle: has nothing to do (vendor)',
      'busy: works (vendor)',
      'waiting: permission (vendor)',
      'busy: works (vendor)',
      'idle: has nothing to do (vendor)',
    ]);
  });

  test('holds for a recording that was set aside', () => {
    expect(replay('held-out-settings-dialog.jsonl', '275514')).toEqual([
      'stale: nothing tells what it does (process)',
      'waiting: a dialog (vendor)',
      'busy: works (vendor)',
      'waiting: a dialog (vendor)',
      'idle: has nothing to do (vendor)',
    ]);
  });

  test('names the tool for which it asks, from its history', () => {
    const place = openPlace();
    const history = fixture('tui-session-life.transcript.jsonl').split('\n');
    const asked = history.findLastIndex((line) => line.includes('"type":"tool_use"'));
    place.write(TRANSCRIPT, `${history.slice(0, asked + 1).join('\n')}\n`);
    place.write(`sessions/${PID}.json`, record({ status: 'waiting', waitingFor: 'permission prompt' }));
    expect(only(place.scan(alive)).state).toMatchObject({ is: 'waiting', why: 'permission: Bash', source: 'vendor' });
  });
});

test('a session that its person has suspended waits for that person, whatever its file says', () => {
  const place = openPlace();
  place.write(`sessions/${PID}.json`, record({ status: 'busy' }));
  const suspended = fakeView({ rows: [{ pid: PID, startedAt: '262463', state: 'stopped' }] });
  expect(only(place.scan(suspended)).state).toMatchObject({
    is: 'waiting',
    why: 'suspended, fg goes on',
    source: 'process',
    others: [{ is: 'busy', source: 'vendor' }],
  });
});

describe('after a limit', () => {
  const session: { procStart: string; pid: number; sessionId: string; cwd: string } = JSON.parse(
    fixture('tui-limit-hit.session.json'),
  );
  const proc = fakeView({ rows: [{ pid: session.pid, startedAt: session.procStart }] });
  const hit = (): ReturnType<typeof openPlace> => {
    const place = openPlace();
    place.write(`sessions/${session.pid}.json`, session);
    place.write(`projects/-home-dev-project/${session.sessionId}.jsonl`, fixture('tui-limit-hit.transcript.jsonl'));
    return place;
  };

  test('the vendor says idle, and ccx says limited with the reset of its history', () => {
    expect(only(hit().scan(proc, Date.parse('2026-11-21T01:17:00.000Z')))).toMatchObject({
      status: 'idle',
      state: {
        is: 'limited',
        source: 'transcript',
        until: '2026-11-21T02:46:29.000Z',
        others: [{ is: 'idle', source: 'vendor' }],
      },
    });
  });

  test('it is idle again when the reset has come', () => {
    expect(only(hit().scan(proc, Date.parse('2026-11-21T02:46:29.000Z'))).state.is).toBe('idle');
  });

  test('it is busy when it works again', () => {
    const place = hit();
    const later = Date.parse('2026-11-21T01:30:00.000Z');
    place.write(`sessions/${session.pid}.json`, {
      ...session,
      status: 'busy',
      updatedAt: later,
      statusUpdatedAt: later,
    });
    expect(only(place.scan(proc, later + 1000)).state).toMatchObject({ is: 'busy', source: 'vendor' });
  });
});

describe('a turn that is over', () => {
  const at = '2026-11-21T01:18:35.000Z';
  const over = [
    { type: 'user', timestamp: '2026-11-21T01:18:30.000Z', message: { role: 'user', content: 'go' } },
    {
      type: 'assistant',
      timestamp: at,
      message: { stop_reason: 'end_turn', content: [{ type: 'text', text: 'Done.' }] },
    },
  ];
  const turn = (...more: readonly object[]): string =>
    [...over, ...more].map((line) => `${JSON.stringify(line)}\n`).join('');

  test('while the session says busy is work in the background', () => {
    const place = openPlace();
    place.write(
      TRANSCRIPT,
      turn({ type: 'system', subtype: 'turn_duration', timestamp: at, pendingBackgroundAgentCount: 2 }),
    );
    const since = Date.parse('2026-11-21T01:18:30.000Z');
    place.write(`sessions/${PID}.json`, record({ status: 'busy', updatedAt: since, statusUpdatedAt: since }));
    expect(only(place.scan(alive)).state).toMatchObject({
      is: 'background',
      why: 'its turn is over, 2 agents work on',
      source: 'transcript',
    });
  });

  test('long before the session became busy says nothing about what it does now', () => {
    const place = openPlace();
    place.write(TRANSCRIPT, turn());
    const since = Date.parse(at) + 60_000;
    place.write(`sessions/${PID}.json`, record({ status: 'busy', updatedAt: since, statusUpdatedAt: since }));
    expect(only(place.scan(alive, since + 60_000)).state).toMatchObject({ is: 'busy', source: 'vendor' });
  });

  test('is no such work in the moment in which the status has yet to follow', () => {
    const place = openPlace();
    place.write(TRANSCRIPT, turn());
    place.write(`sessions/${PID}.json`, record({ status: 'busy', updatedAt: NOW_MS, statusUpdatedAt: NOW_MS }));
    expect(only(place.scan(alive, Date.parse(at) + 500)).state.is).toBe('busy');
  });

  test('decides where the vendor writes no status, as for sessions of its SDK', () => {
    const place = openPlace();
    place.write(`sessions/${PID}.json`, record({ status: undefined, entrypoint: 'sdk-ts' }));
    place.write(TRANSCRIPT, turn());
    expect(only(place.scan(alive)).state).toMatchObject({ is: 'idle', source: 'transcript' });
    place.write(TRANSCRIPT, turn({ type: 'user', timestamp: at, message: { role: 'user', content: 'more' } }));
    expect(only(place.scan(alive)).state).toMatchObject({ is: 'busy', source: 'transcript' });
  });

  test('is one that the person has interrupted', () => {
    const place = openPlace();
    place.write(`sessions/${PID}.json`, record({ status: undefined }));
    const interrupted = { content: [{ type: 'text', text: '[Request interrupted by user for tool use]' }] };
    place.write(TRANSCRIPT, turn({ type: 'user', timestamp: at, message: interrupted }));
    expect(only(place.scan(alive)).state).toMatchObject({ is: 'idle', source: 'transcript' });
  });
});

test('a status of tomorrow is passed on, and the history decides', () => {
  const place = openPlace();
  place.write(`sessions/${PID}.json`, record({ status: 'dreaming' }));
  expect(only(place.scan(alive))).toMatchObject({ status: 'dreaming', state: { is: 'stale', source: 'process' } });
});

test('a reason of tomorrow to wait is passed on', () => {
  const place = openPlace();
  place.write(`sessions/${PID}.json`, record({ status: 'waiting', waitingFor: 'the moon' }));
  expect(only(place.scan(alive)).state).toMatchObject({ is: 'waiting', why: 'the moon' });
});

test('a history that cannot be read, or that is a folder, changes nothing', () => {
  const place = openPlace();
  place.write(`sessions/${PID}.json`, record());
  mkdirSync(`${place.folder}/${TRANSCRIPT}`, { recursive: true });
  expect(only(place.scan(alive)).state).toMatchObject({ is: 'idle', source: 'vendor' });
});
