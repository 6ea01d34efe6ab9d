import { mkdirSync, symlinkSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createCcxPlace, type CcxPlace } from './ccx-process.ts';

let place: CcxPlace;
beforeAll(async () => {
  place = await createCcxPlace();
});
afterAll(async () => place.remove());

/** A PATH on which there are these agents only. */
function onlyAgents(...agents: readonly string[]): Record<string, string> {
  const bin = join(place.home, agents.join('-'));
  mkdirSync(bin, { recursive: true });
  for (const agent of agents) symlinkSync(join(place.home, 'bin', agent), join(bin, agent));
  return { PATH: [bin, dirname(process.execPath), '/usr/bin', '/bin'].join(delimiter) };
}

test('ccx agents lists what is installed, and how to install what is not', async () => {
  const env = onlyAgents('claude', 'codex');
  const end = await place.run(['agents'], { scenario: { login: 'subscription' }, env });
  expect(end.code).toBe(0);
  const [heading, claude, codex, gemini] = end.stdout.split('\n');
  expect(heading).toMatch(/^ agent +version +known good +login +where$/);
  expect(claude).toMatch(/^ claude +2\.1\.329 +2\.1\.315 - 2\.1\.330 +ok +~\/claude-codex\/claude$/);
  expect(codex).toMatch(/^ codex +0\.169\.0 +0\.159\.2 - 0\.169\.0 +\S+ +~\/claude-codex\/codex$/);
  expect(gemini).toMatch(/^ gemini +- +0\.55\.1 - 0\.61\.0 +not installed +npm install -g @google\/gemini-cli$/);
});

test('ccx agents says of a version on which it was not proved that it may not understand all of it', async () => {
  const env = { FAKE_AGENT_VERSION: '2.2.0' };
  expect((await place.run(['agents'], { env })).stdout).toMatch(
    /^ claude: 2\.2\.0 is outside of what ccx was proved on/m,
  );
  const { agents } = JSON.parse((await place.run(['agents', '--json'], { env })).stdout);
  expect(agents[0]).toMatchObject({ version: '2.2.0', isKnownGood: false, knownGood: { oldest: '2.1.315' } });
});

test('ccx agents --json has every agent with its account', async () => {
  const { stdout } = await place.run(['agents', '--json'], { scenario: { login: 'none' } });
  expect(JSON.parse(stdout)).toMatchObject({
    schemaVersion: 1,
    agents: [
      { agent: 'claude', accountId: 'claude:default', installed: true, auth: 'login-needed' },
      { agent: 'codex', installed: true },
      { agent: 'gemini', installed: true, version: '0.61.0' },
    ],
  });
});

test('ccx agents exits 4 where there is none', async () => {
  expect((await place.run(['agents'], { env: { PATH: '/nowhere' } })).code).toBe(4);
});
