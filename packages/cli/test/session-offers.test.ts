import { expect, test } from 'vitest';
import { offersOf } from '../src/commands/fleet/session-offers.ts';
import { fleetMember } from './fleet-member.ts';

test('who completes a command line is offered the living by a name that can be typed and means one, else by pid', () => {
  const offers = offersOf([
    fleetMember({ pid: 1, name: 'fix-login' }),
    fleetMember({ pid: 2, name: 'docs' }),
    fleetMember({ pid: 3, name: 'Docs' }),
    fleetMember({ pid: 4, name: 'two words' }),
    fleetMember({ pid: 5, name: '$(rm)' }),
    fleetMember({ pid: 6, name: '4711' }),
    fleetMember({ pid: 7, cwd: '/home/ada/shop' }),
    fleetMember({ pid: 8, name: 'gone', alive: false }),
    fleetMember({ pid: 9, name: 'größe' }),
  ]);
  expect(offers).toEqual([
    { value: 'fix-login', description: 'idle' },
    { value: '2', description: 'docs, idle' },
    { value: '3', description: 'Docs, idle' },
    { value: '4', description: 'two words, idle' },
    { value: '5', description: '$(rm), idle' },
    { value: '6', description: '4711, idle' },
    { value: '7', description: 'shop, idle' },
    { value: 'größe', description: 'idle' },
  ]);
});
