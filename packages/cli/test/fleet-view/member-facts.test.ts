import { expect, test } from 'vitest';
import { memberFacts } from '../../src/fleet-view/member-facts.ts';
import { member, NOW } from './members.ts';

const facts = (extras: Parameters<typeof member>[1]): ReadonlyMap<string, string> =>
  new Map(memberFacts(member(41, extras), 'work', { now: NOW, timeZone: 'UTC' }));

test('a session that works on an item of the queue names the command that tells of it', () => {
  expect(facts({ extras: { workItemId: '01a2014b-63c8-718e-a6d1-f1160c3bf133' } }).get('works on')).toBe(
    'ccx queue show 01a2014b-63c8-718e-a6d1-f1160c3bf133',
  );
  expect(facts({ extras: { workItemId: null } }).has('works on')).toBe(false);
  expect(facts({}).has('works on')).toBe(false);
});
