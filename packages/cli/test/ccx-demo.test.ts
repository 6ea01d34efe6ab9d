import { afterAll, beforeAll, expect, test } from 'vitest';
import { createCcxPlace, type CcxPlace } from './ccx-process.ts';

let place: CcxPlace;
beforeAll(async () => {
  place = await createCcxPlace();
});
afterAll(async () => place.remove());

test('ccx demo shows text, tools, a failover between two vendors and the results, and says that it is a script', async () => {
  // No agent on the PATH: the demo brings its own.
  const end = await place.run(['demo'], { env: { PATH: '/usr/bin:/bin', ANTHROPIC_API_KEY: 'not-touched' } });
  expect(end.code).toBe(0);
  expect(end.stderr).toContain('The agents are scripts');
  expect(end.stdout).toContain('The export command now takes --json.');
  expect(end.stderr).toMatch(/Read +src\/export\.js/);
  expect(end.stderr).toMatch(/Edit +src\/export\.js +\+3 -1/);
  expect(end.stderr).toMatch(/▲ demo-claude is close to its 5-hour limit \(91% used\), back at \d\d:\d\d, in 2h/);
  expect(end.stderr).toContain('▲ demo-claude hit its 5-hour limit; no tool had run: trying demo-codex');
  expect(end.stderr).toMatch(/file_change +CHANGELOG\.md/);
  expect(end.stdout).toContain('CHANGELOG.md has a line about --json.');
  expect(end.stderr.match(/✓ success/g)).toHaveLength(2);
  expect(end.stderr).toContain('2 attempts');
});
