import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';
import { CcxError, type CcxErrorCode } from '../src/error.ts';

/** One entry for each code: a code that is added, removed or renamed is a change of the public contract. */
const codes: Readonly<Record<CcxErrorCode, true>> = {
  agent_missing: true,
  agent_auth_required: true,
  agent_unsupported_option: true,
  agent_spawn_failed: true,
  config_dir_conflict: true,
  invalid_argument: true,
  invalid_config_dir: true,
  invalid_config: true,
  internal: true,
  io_failed: true,
  link_conflict: true,
  lock_timeout: true,
  no_active_profile: true,
  no_candidate: true,
  not_a_repository: true,
  not_found: true,
  platform_unsupported: true,
  profile_already_exists: true,
  profile_in_use: true,
  profile_not_found: true,
  run_depth_exceeded: true,
  run_rate_exceeded: true,
  unknown_shell: true,
  worktree_busy: true,
  worktree_conflict: true,
  worktree_not_clean: true,
  worktree_not_merged: true,
};

describe('a CcxError', () => {
  test('says what failed, what to do next and what was underneath', () => {
    const cause = new Error('EACCES');
    const error = new CcxError('profile_not_found', 'No profile is named "wrok".', { hint: 'ccx profile list', cause });
    expect(error).toBeInstanceOf(Error);
    expect(error).toMatchObject({
      name: 'CcxError',
      code: 'profile_not_found',
      message: 'No profile is named "wrok".',
    });
    expect(error.hint).toBe('ccx profile list');
    expect(error.cause).toBe(cause);
    expect(error.stack).toContain('error.test.ts');
  });

  test('without a hint has null, without a cause none at all', () => {
    const error = new CcxError('internal', 'It broke.');
    expect(error.hint).toBeNull();
    expect('cause' in error).toBe(false);
    expect('cause' in new CcxError('internal', 'It broke.', { cause: undefined })).toBe(true);
  });

  test('is written as JSON with code, message and hint, and without its cause or stack', () => {
    const error = new CcxError('io_failed', 'Cannot write "/x".', {
      cause: { env: { ANTHROPIC_API_KEY: 'sk-secret' } },
    });
    expect(JSON.parse(JSON.stringify({ error }))).toEqual({
      error: { name: 'CcxError', code: 'io_failed', message: 'Cannot write "/x".', hint: null },
    });
  });

  test('a circular cause does not keep it from being written', () => {
    const cause: { self?: unknown } = {};
    cause.self = cause;
    expect(JSON.stringify(new CcxError('internal', 'x', { cause }))).toContain('"internal"');
  });

  test('its codes are words that a shell script can compare', () => {
    expect(Object.keys(codes).filter((code) => !/^[a-z]+(?:_[a-z]+)*$/.test(code))).toEqual([]);
  });
});

describe('CcxError.is', () => {
  test('knows the family and the code', () => {
    const error = new CcxError('unknown_shell', 'x');
    expect(CcxError.is(error)).toBe(true);
    expect(CcxError.is(error, 'unknown_shell')).toBe(true);
    expect(CcxError.is(error, 'not_found')).toBe(false);
  });

  test.each([null, undefined, 'internal', 1, {}, new Error('x'), { name: 'CcxError', code: 'internal', message: 'x' }])(
    'rejects %s',
    (value) => expect(CcxError.is(value)).toBe(false),
  );

  test('knows an error wrapped as a cause only when it is taken out', () => {
    const outer = new Error('outer', { cause: new CcxError('internal', 'x') });
    expect(CcxError.is(outer)).toBe(false);
    expect(CcxError.is(outer.cause, 'internal')).toBe(true);
  });
});

describe('two installed copies of the package', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'ccx-copy-'));
  afterAll(() => rm(folder, { recursive: true, force: true }));
  await cp(fileURLToPath(new URL('../src/', import.meta.url)), folder, { recursive: true });
  const copy: { readonly CcxError: typeof CcxError } = await import(pathToFileURL(join(folder, 'error.ts')).href);

  test('are really two', () => {
    expect(copy.CcxError).not.toBe(CcxError);
    expect(new copy.CcxError('internal', 'x')).not.toBeInstanceOf(CcxError);
  });

  test('recognise each other', () => {
    expect(CcxError.is(new copy.CcxError('lock_timeout', 'x'), 'lock_timeout')).toBe(true);
    expect(copy.CcxError.is(new CcxError('lock_timeout', 'x'), 'lock_timeout')).toBe(true);
    expect(copy.CcxError.is(new CcxError('lock_timeout', 'x'), 'internal')).toBe(false);
  });
});
