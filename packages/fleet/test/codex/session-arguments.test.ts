import { expect, test } from 'vitest';
import { codexArguments, isCodexServer } from '../../src/codex/session-arguments.ts';

const ID = '01a20084-5960-7fb1-aedf-80ae4ace29cc';
const NONE = { folder: null };

test.each([
  ['', NONE],
  ['--no-daemon', NONE],
  ['-m exec mend', NONE],
  ['mend', NONE],
  ['exec --json mend', NONE],
  ['-c a=b e mend', NONE],
  ['review --uncommitted', NONE],
  ['agents', NONE],
  ['exec -- --help', NONE],
  ['resume --last', NONE],
  [`resume ${ID}`, NONE],
  ['-C /srv/app', { folder: '/srv/app' }],
  ['--cd=../app exec mend', { folder: '../app' }],
])('`codex %s` is a session', (line, said) => {
  expect(codexArguments(line.split(' ').filter((word) => word !== ''))).toEqual(said);
});

test.each([
  'app-server --listen unix:// --managed-daemon',
  'app-server daemon pid-update-loop',
  'mcp-server',
  'mcp list',
  '-c a=b login status',
  'doctor --json',
  'apply',
  '--version',
  'exec --help',
])('`codex %s` is none', (line) => {
  expect(codexArguments(line.split(' '))).toBeNull();
});

test('of what is none, one serves screens', () => {
  expect(isCodexServer(['app-server', '--listen', 'unix://'])).toBe(true);
  expect(isCodexServer(['app-server', 'daemon', 'pid-update-loop'])).toBe(false);
  expect(isCodexServer(['app-server'])).toBe(false);
});
