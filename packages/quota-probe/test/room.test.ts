import { describe, expect, test } from 'vitest';
import { roomOf } from '../src/room.ts';
import { aSnapshot, aWindow } from './support-windows.ts';

const now = '2026-11-21T12:00:00.000Z';
const earlier = '2026-11-21T11:00:00.000Z';
const soon = '2026-11-21T13:00:00.000Z';
const later = '2026-11-24T12:00:00.000Z';
const session = (usedPercent: number | null, resetsAt: string | null = soon) =>
  aWindow({ usedPercent, resetsAt, capturedAt: earlier });
const week = (usedPercent: number | null, resetsAt: string | null = later) =>
  aWindow({ id: 'weekly', usedPercent, resetsAt, capturedAt: earlier });

describe('an account', () => {
  test('of which nothing is known is neither full nor free', () => {
    expect(roomOf(null, { now })).toEqual({ exhausted: false, usedPercent: null, backAt: null });
  });

  test('is as full as its fullest window', () => {
    expect(roomOf(aSnapshot(session(12), week(58)), { now })).toEqual({
      exhausted: false,
      usedPercent: 58,
      backAt: null,
    });
  });

  test('is back when the last of its used-up windows starts anew', () => {
    expect(roomOf(aSnapshot(session(100), week(100)), { now })).toMatchObject({ exhausted: true, backAt: later });
    expect(roomOf(aSnapshot(session(100), week(58)), { now })).toMatchObject({ exhausted: true, backAt: soon });
  });

  test('says no time where one of them says none', () => {
    expect(roomOf(aSnapshot(session(100), week(100, null)), { now })).toMatchObject({ exhausted: true, backAt: null });
  });

  test('is used up by a refusal that brought no number', () => {
    const refused = aWindow({ state: 'exhausted', resetsAt: soon, capturedAt: earlier });
    expect(roomOf(aSnapshot(refused), { now })).toMatchObject({ exhausted: true, usedPercent: null, backAt: soon });
  });

  test('is not used up by a window past its reset', () => {
    expect(roomOf(aSnapshot(session(100, earlier), week(20)), { now })).toEqual({
      exhausted: false,
      usedPercent: 20,
      backAt: null,
    });
  });

  test('is not used up by the week of one model, nor by extra usage', () => {
    const fable = aWindow({ id: 'weekly:fable', appliesTo: 'fable', usedPercent: 100, capturedAt: earlier });
    const extra = aWindow({ id: 'extra', usedPercent: 100, capturedAt: earlier });
    expect(roomOf(aSnapshot(session(10), fable, extra), { now })).toMatchObject({ exhausted: false, usedPercent: 10 });
  });

  test('is back below a percentage when the windows above it start anew', () => {
    expect(roomOf(aSnapshot(session(60), week(40)), { now, until: 50 })).toMatchObject({
      exhausted: false,
      usedPercent: 60,
      backAt: soon,
    });
  });
});
