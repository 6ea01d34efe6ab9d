import { expect, test } from 'vitest';
import { offersOf } from '../src/commands/fleet/session-offers.ts';
import { unknownMember } from './fleet-view/members.ts';

test('who completes a command line is offered the living by a name that can be typed and means one, else by pid', () => {
  const offers = offersOf([
    unknownMember({ pid: 1, name: 'fix-login' }),
    unknownMember({ pid: 2, name: 'docs' }),
    unknownMember({ pid: 3, name: 'Docs' }),
    unknownMember({ pid: 4, name: 'two words' }),
    unknownMember({ pid: 5, name: '$(rm)' }),
    unknownMember({ pid: 6, name: '4711' }),
    unknownMember({ pid: 7, cwd: '/home/ada/shop' }),
    unknownMember({ pid: 8, name: 'gone', alive: false }),
    unknownMember({ pid: 9, name: 'größe' }),
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
