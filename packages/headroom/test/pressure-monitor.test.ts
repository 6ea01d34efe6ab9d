import type { QuotaWindow } from '@ccx/contracts';
import { describe, expect, test } from 'vitest';
import { createPressureMonitor, rankProfiles, type RankInput, type Ranked } from '../src/index.ts';
import { aNeed, anInput, aProfile, at, HOUR, NOW, session, week, weekOf } from './support.ts';

const rank = (...inputs: readonly RankInput[]): readonly Ranked[] => rankProfiles(inputs, aNeed({ agents: [] }), NOW);
const worked = (...windows: readonly QuotaWindow[]): readonly Ranked[] => rank(anInput('work', windows));

describe('a pressure monitor', () => {
  test('tells each level once on the way up, also one that was passed before it looked', () => {
    const monitor = createPressureMonitor();
    const levels = [80, 85, 91, 100, 100].map((used) =>
      monitor.feed(worked(session(used)), NOW).map(({ level }) => level),
    );
    expect(levels).toEqual([['warn'], [], ['soft'], ['hard'], []]);
    expect(createPressureMonitor().feed(worked(session(100)), NOW)).toMatchObject([{ level: 'hard' }]);
  });

  test('is silent on the way down, and tells the next rise again', () => {
    const monitor = createPressureMonitor();
    const levels = [95, 80, 10, 80, 95].map((used) =>
      monitor.feed(worked(session(used)), NOW).map(({ level }) => level),
    );
    expect(levels).toEqual([['soft'], [], [], ['warn'], ['soft']]);
  });

  test('goes by the fullest window, and says both', () => {
    expect(createPressureMonitor().feed(worked(session(12), week(91.26), weekOf('fable', 100)), NOW)).toEqual([
      {
        profile: 'work',
        level: 'soft',
        reason: '91.2% of its week are used',
        quota5hPercent: 12,
        quotaWeeklyPercent: 91.26,
        timestamp: NOW,
      },
    ]);
  });

  test('takes a refusal without a number for a window that is used up', () => {
    const [event] = createPressureMonitor().feed(worked(session(null, { state: 'exhausted' })), NOW);
    expect(event).toMatchObject({ level: 'hard', quota5hPercent: null });
  });

  test('can be asked by those who came late', () => {
    const monitor = createPressureMonitor();
    monitor.feed(
      rank(anInput('work', [session(95)]), anInput('spare', [session(80)]), anInput('idle', [session(1)])),
      NOW,
    );
    expect(['work', 'spare', 'idle', 'nobody'].map((name) => monitor.level(name))).toEqual([
      'soft',
      'warn',
      null,
      null,
    ]);
    expect(monitor.standing().map(({ profile, level }) => [profile, level])).toEqual([
      ['spare', 'warn'],
      ['work', 'soft'],
    ]);
    monitor.feed(worked(session(80)), NOW);
    expect(monitor.level('work')).toBe('warn');
  });

  test('leaves a profile where it was while nothing is known of it', () => {
    const monitor = createPressureMonitor();
    monitor.feed(worked(session(95)), NOW);
    expect(monitor.feed(worked(), NOW)).toEqual([]);
    expect(monitor.level('work')).toBe('soft');
    expect(monitor.feed(worked(session(95)), NOW)).toEqual([]);
  });

  test('has levels that can be set', () => {
    const monitor = createPressureMonitor({ levels: { warn: 50 } });
    expect(monitor.feed(worked(session(50)), NOW)).toMatchObject([{ level: 'warn' }]);
  });
});

describe('the suggested profile', () => {
  const suggested = (...others: readonly RankInput[]): string | undefined =>
    createPressureMonitor()
      .feed(rank(anInput('work', [session(95)], { sharedWith: ['twin'] }), ...others), NOW)
      .find(({ profile }) => profile === 'work')?.suggested;

  test('is the best one that has more headroom', () => {
    expect(suggested(anInput('some', [session(60)]), anInput('most', [session(20)]))).toBe('most');
    expect(
      suggested(
        anInput(aProfile('liked', { limits: { priority: 99 } }), [session(96)]),
        anInput('some', [session(90)]),
      ),
    ).toBe('some');
  });

  test.for([
    ['has less', anInput('other', [session(96)])],
    ['has as much', anInput('other', [session(95)])],
    ['is blocked', anInput(aProfile('other', { limits: { suggestEnabled: false } }), [session(10)])],
    ['is the same account', anInput('twin', [session(10)], { sharedWith: ['work'] })],
    ['is of another agent', anInput(aProfile('other', { agent: 'codex' }), [session(10)])],
    ['has unknown headroom', anInput('other')],
    ['had more headroom an hour ago', anInput('other', [session(10, { capturedAt: at(-HOUR) })])],
  ] as const)('is never one that %s', ([, other]) => {
    expect(suggested(other)).toBeUndefined();
  });
});
