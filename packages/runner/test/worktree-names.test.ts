import { execFile } from 'node:child_process';
import { basename, dirname } from 'node:path';
import { promisify } from 'node:util';
import { CcxError } from '@ccx/contracts';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { checkWorktreeName, placeOf } from '../src/worktree/place.ts';

const run = promisify(execFile);

function accepted(name: string): boolean {
  try {
    checkWorktreeName(name);
    return true;
  } catch (error) {
    expect(CcxError.is(error, 'invalid_argument')).toBe(true);
    return false;
  }
}

test.each(['fix-login', 'a', '1', '_', 'Fix_Login.2', 'v1.0.0-rc.1', 'x'.repeat(100)])('%s is a name', (name) => {
  expect(accepted(name)).toBe(true);
});

const REFUSED = '. .. a..b -a --force .a a. a.lock a.LOCK a/b a\\b /a ../a a~1 a^ a:b a? a* a[ @{ @ ä \u202e';

test.each(REFUSED.split(' ').concat('', ' ', 'a b', 'a\n', 'a\0', 'x'.repeat(101)))('%j is no name', (name) => {
  expect(accepted(name)).toBe(false);
});

test('whatever is accepted is one folder below the others, and a branch for git', async () => {
  const piece = fc.constantFrom(...'aZ09._-/\\@{}~^: \n\0'.split(''), '..', '.lock', 'HEAD', 'ä');
  const name = fc.oneof(
    fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.join('')),
    fc.string(),
  );
  const names = fc.sample(name, { numRuns: 20_000, seed: 7 }).filter(accepted);
  expect(names.length).toBeGreaterThan(50);
  for (const one of names) {
    const { path } = placeOf('/repo', one);
    expect([dirname(path), basename(path)]).toEqual(['/repo/.ccx/worktrees', one]);
  }
  const refs = [...new Set(names)].slice(0, 60).map((one) => placeOf('/repo', one));
  await Promise.all(
    refs.map(async ({ branch, ref }) => {
      const { stdout } = await run('git', ['check-ref-format', '--normalize', ref]);
      expect(stdout).toBe(`refs/heads/${branch}\n`);
    }),
  );
});
