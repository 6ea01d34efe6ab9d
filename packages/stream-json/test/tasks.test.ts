import { describe, expect, it } from 'vitest';
import { parseLine } from '../src/index.ts';

type Line = Readonly<Record<string, unknown>>;

const started = (id: string, background: boolean): Line => ({
  subtype: 'task_started',
  task_id: id,
  is_backgrounded: background,
});
const updated = (id: string, patch: Line): Line => ({ subtype: 'task_updated', task_id: id, patch });
const changed = (...ids: readonly string[]): Line => ({
  subtype: 'background_tasks_changed',
  tasks: ids.map((id) => ({ task_id: id })),
});
const notified = (id: string, status: string): Line => ({
  subtype: 'task_notification',
  task_id: id,
  status,
  summary: 'found it',
});

/** The task events of system lines, as `id state` with `&` for a background one. */
function tasks(...lines: readonly Line[]): readonly string[] {
  const text = lines.map((line) => JSON.stringify({ type: 'system', ...line })).join('\n');
  return parseLine('claude', text).flatMap((event) =>
    event.type === 'task' ? [`${event.id} ${event.state}${event.background ? ' &' : ''}`] : [],
  );
}

describe('tasks', () => {
  it('are started once and done once, however often Claude Code says so', () => {
    expect(
      tasks(
        changed('a'),
        started('a', true),
        { subtype: 'task_progress', task_id: 'a' },
        updated('a', { status: 'completed' }),
        notified('a', 'completed'),
        changed(),
      ),
    ).toEqual(['a started &', 'a progress &', 'a progress &', 'a done &']);
  });

  it.each(['completed', 'failed', 'killed', 'stopped', 'cancelled'])('are done when they are %s', (status) => {
    expect(tasks(started('a', false), updated('a', { status }))).toEqual(['a started', 'a done']);
    expect(tasks(started('a', true), notified('a', status))).toEqual(['a started &', 'a done &']);
  });

  it('in the background are done when the whole set names them no more', () => {
    expect(tasks(started('a', true), started('b', true), started('c', false), changed('b'))).toEqual([
      'a started &',
      'b started &',
      'c started',
      'a done &',
    ]);
  });

  it('that are sent to the background stay open until they leave the set', () => {
    expect(tasks(started('a', false), updated('a', { is_backgrounded: true }), changed('a'), changed())).toEqual([
      'a started',
      'a progress &',
      'a done &',
    ]);
    expect(tasks(started('a', false), changed('a'), changed())).toEqual(['a started', 'a progress &', 'a done &']);
  });

  it('are not opened again by what is said of them after their end', () => {
    expect(
      tasks(
        started('a', true),
        updated('a', { status: 'failed' }),
        updated('a', { end_time: 1 }),
        changed('a'),
        changed(),
      ),
    ).toEqual(['a started &', 'a done &']);
  });

  it('are opened again when they are given more to do', () => {
    expect(tasks(started('a', true), notified('a', 'completed'), changed('a'), started('a', true), changed())).toEqual([
      'a started &',
      'a done &',
      'a started &',
      'a done &',
    ]);
  });

  it('without an id are told as lines, not as tasks', () => {
    expect(
      tasks({ subtype: 'task_started' }, { subtype: 'task_updated' }, { subtype: 'background_tasks_changed' }),
    ).toEqual([]);
  });
});
