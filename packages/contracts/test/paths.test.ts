import { describe, expect, test } from 'vitest';
import { ccxPaths } from '../src/paths.ts';

const defaults = {
  config: '/home/ada/.config/ccx',
  state: '/home/ada/.local/state/ccx',
  quota: '/home/ada/.local/state/ccx/quota',
  runs: '/home/ada/.local/state/ccx/runs',
};

describe('where ccx keeps its files', () => {
  test.each([
    ['by default', {}, {}],
    ['with empty variables', { XDG_CONFIG_HOME: '', XDG_STATE_HOME: '', CCX_HOME: '', CCX_QUOTA_CACHE_DIR: '' }, {}],
    [
      'with relative base directories, which the specification says to ignore',
      { XDG_CONFIG_HOME: 'c', XDG_STATE_HOME: './s' },
      {},
    ],
    ['with a config base directory', { XDG_CONFIG_HOME: '/xdg/c/' }, { config: '/xdg/c/ccx' }],
    [
      'with a state base directory',
      { XDG_STATE_HOME: '/xdg/s' },
      { state: '/xdg/s/ccx', quota: '/xdg/s/ccx/quota', runs: '/xdg/s/ccx/runs' },
    ],
    [
      'with CCX_HOME, which outranks them',
      { CCX_HOME: '/srv/ccx/', XDG_CONFIG_HOME: '/xdg/c', XDG_STATE_HOME: '/xdg/s' },
      { config: '/srv/ccx', state: '/srv/ccx', quota: '/srv/ccx/quota', runs: '/srv/ccx/runs' },
    ],
    ['with CCX_QUOTA_CACHE_DIR', { CCX_QUOTA_CACHE_DIR: '/var/quota' }, { quota: '/var/quota' }],
    [
      'with both of its own',
      { CCX_HOME: '/srv/ccx', CCX_QUOTA_CACHE_DIR: '/var/quota' },
      { config: '/srv/ccx', state: '/srv/ccx', quota: '/var/quota', runs: '/srv/ccx/runs' },
    ],
  ] as const)('%s', (_what, env, changed) => {
    expect(ccxPaths(env, '/home/ada')).toEqual({ ...defaults, ...changed });
  });

  test('under the root of a file system', () => {
    expect(ccxPaths({ CCX_HOME: '/' }, '/home/ada').runs).toBe('/runs');
    expect(ccxPaths({}, '/').config).toBe('/.config/ccx');
    expect(ccxPaths({}, 'C:\\Users\\ada').config).toBe('C:\\Users\\ada/.config/ccx');
  });

  test.each(['CCX_HOME', 'CCX_QUOTA_CACHE_DIR'])(
    'a relative %s is refused: it would be another place in each folder',
    (name) => {
      expect(() => ccxPaths({ [name]: '~/ccx' }, '/home/ada')).toThrow(
        expect.objectContaining({ code: 'invalid_config', hint: `export ${name}=/absolute/path` }),
      );
    },
  );

  test('an unknown home is refused where it is needed, and only there', () => {
    expect(() => ccxPaths({}, '')).toThrow(expect.objectContaining({ code: 'invalid_argument' }));
    expect(ccxPaths({ CCX_HOME: '/srv/ccx' }, '').config).toBe('/srv/ccx');
  });
});
