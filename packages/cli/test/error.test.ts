import { CcxError } from '@ccx/contracts';
import { describe, expect, test } from 'vitest';
import { renderError } from '../src/render/error.ts';
import { fakeTerminal } from './fake-terminal.ts';

describe('an error', () => {
  test('says what failed, why, what to do, and its code', () => {
    const error = new CcxError('io_failed', 'The log cannot be written.', {
      cause: new Error('no space left on device'),
      hint: 'make room',
    });
    expect(renderError(error, fakeTerminal()).split('\n')).toEqual([
      expect.stringContaining('The log cannot be written.'),
      '   no space left on device',
      '   make room',
      '   [io_failed]',
      '',
    ]);
  });

  test('does not say again what it has said', () => {
    const cause = new CcxError('profile_not_found', 'No profile is named "wrok".');
    const error = new CcxError('profile_not_found', `--profile: ${cause.message}`, { cause });
    expect(renderError(error, fakeTerminal()).match(/wrok/g)).toHaveLength(1);
  });
});
