import type { FleetMember } from '@ccx/contracts';
import { describe, expect, test } from 'vitest';
import { checkProfiles, memberFilter, type FleetFlags } from '../src/commands/fleet/fleet-flags.ts';
import { unknownMember } from './fleet-view/members.ts';

const state = (is: FleetMember['state']['is']): FleetMember['state'] => ({ ...unknownMember().state, is });
const FLEET = [
  unknownMember({ pid: 1, state: state('waiting') }),
  unknownMember({ pid: 2, state: state('busy'), agent: 'codex' }),
  unknownMember({ pid: 3, state: state('dead'), alive: false }),
  unknownMember({ pid: 4, state: state('unreachable'), alive: null }),
  unknownMember({ pid: 5, state: state('stale'), alive: null }),
];

function pids(flags: FleetFlags): readonly number[] {
  const shown = memberFilter(flags, ({ agent }) => (agent === 'codex' ? 'codex' : 'work'));
  return FLEET.filter(shown).map(({ process }) => process.pid);
}

describe('what is listed', () => {
  test.for<[FleetFlags, readonly number[]]>([
    [{}, [1, 2]],
    [{ all: true }, [1, 2, 3, 4, 5]],
    [{ state: 'busy' }, [2]],
    [{ state: 'busy, waiting' }, [1, 2]],
    [{ state: 'dead' }, [3]],
    [{ state: 'unreachable' }, [4]],
    [{ state: 'stale' }, []],
    [{ state: 'stale', all: true }, [5]],
    [{ agent: 'codex' }, [2]],
    [{ profile: 'work' }, [1]],
    [{ profile: 'work,codex' }, [1, 2]],
    [{ profile: 'nobody' }, []],
    [{ profile: 'work', all: true, agent: 'codex' }, []],
  ])('with %j is %j', ([flags, expected]) => {
    expect(pids(flags)).toEqual(expected);
  });

  test('is asked for by states that exist', () => {
    expect(() => pids({ state: 'sleeping' })).toThrow(/--state is "sleeping"/);
    expect(() => pids({ state: 'codex' })).toThrow(expect.objectContaining({ hint: 'ccx fleet --agent codex' }));
    expect(() => pids({ state: '' })).toThrow('--state names nothing.');
    expect(() => pids({ profile: ' ,' })).toThrow('--profile names nothing.');
  });

  test('is asked for by profiles that exist, or by the folder of an account without one', () => {
    const check = (profile?: string): void => checkProfiles(profile === undefined ? {} : { profile }, ['work']);
    for (const good of [undefined, 'work', 'work, claude (~/.claude-x)']) expect(() => check(good)).not.toThrow();
    expect(() => check('work,wrok')).toThrow('No profile is named "wrok".');
  });
});
