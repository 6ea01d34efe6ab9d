import { existsSync, statSync } from 'node:fs';
import { expect, test } from 'vitest';
import { createTempHome } from '../src/index.ts';

test('a temporary home is private, empty of the person who runs the tests, and goes away', async () => {
  const temp = await createTempHome({ env: { EXTRA: 'yes' }, path: ['/first'] });
  try {
    expect(statSync(temp.home).mode & 0o777).toBe(0o700);
    expect(statSync(temp.cwd).mode & 0o777).toBe(0o700);
    expect(statSync(temp.tmp).mode & 0o777).toBe(0o700);
    expect(temp.env['TMPDIR']).toBe(temp.tmp);
    expect(temp.env['HOME']).toBe(temp.home);
    expect(temp.env['PATH']).toMatch(/^\/first:/);
    expect(temp.env['EXTRA']).toBe('yes');
    expect(Object.keys(temp.env).sort()).toEqual(
      ['DISABLE_AUTOUPDATER', 'DISABLE_TELEMETRY', 'EXTRA', 'HOME', 'LANG', 'PATH', 'TERM', 'TMPDIR', 'TZ'].sort(),
    );
  } finally {
    await temp.remove();
  }
  await temp.remove();
  expect(existsSync(temp.home)).toBe(false);
  expect(existsSync(temp.cwd)).toBe(false);
});
