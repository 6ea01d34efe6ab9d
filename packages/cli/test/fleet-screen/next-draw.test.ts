import { expect, test } from 'vitest';
import { nextDrawMs, nextListenMs } from '../../src/fleet-screen/next-draw.ts';
import { reduceScreen } from '../../src/fleet-screen/reduce-screen.ts';
import { firstState, type ScreenState } from '../../src/fleet-screen/screen-state.ts';
import { ago, member, NOW, state } from '../fleet-view/members.ts';

function over(members: Parameters<typeof member>[1][], rows = 24): ScreenState {
  const first = firstState({ nameOf: () => 'work', home: null }, { columns: 80, rows });
  return reduceScreen(first, { type: 'fleet', members: members.map((more, at) => member(at + 1, more)) }).state;
}

const OLD = { state: state('idle', { since: ago(60) }) };
const YOUNG = { state: state('idle', { since: ago(59) }) };

test('ages are drawn each second while one is told in seconds, else each minute', () => {
  expect(nextDrawMs(over([OLD, YOUNG]), NOW)).toBe(1000);
  expect(nextDrawMs(over([OLD]), NOW)).toBe(60_000);
  expect(nextDrawMs(over([{ state: state('idle', { since: null }) }]), NOW)).toBe(60_000);
});

test('an age that is not seen is not drawn', () => {
  expect(nextDrawMs(over([...Array.from({ length: 30 }, () => OLD), YOUNG]), NOW)).toBe(60_000);
  expect(nextDrawMs(over([]), NOW)).toBeNull();
});

test('what is said is listened for where somebody speaks and it would be seen', () => {
  const busy = { state: state('busy') };
  expect(nextListenMs(over([busy]))).toBe(1000);
  expect(nextListenMs(over([busy], 20))).toBeNull();
  expect(nextListenMs(over([OLD]))).toBeNull();
});
