import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createCcxPlace, type CcxPlace } from './ccx-process.ts';

let place: CcxPlace;
let state = 0;
beforeAll(async () => {
  place = await createCcxPlace();
});
afterAll(async () => place.remove());
beforeEach(() => {
  state += 1;
});

/** Runs with a folder of ccx's own that nobody has used before. */
const models = (args: readonly string[] = [], env: Record<string, string> = {}) =>
  place.run(['models', ...args], { env: { CCX_HOME: join(place.home, `ccx-${state}`), ...env } });

describe('ccx models', () => {
  test('lists what each agent offers, with source and age', async () => {
    const { code, stdout } = await models(['--agent', 'codex']);
    expect(code).toBe(0);
    const [heading, first] = stdout.split('\n');
    expect(heading).toMatch(/^ agent +model +aliases +(effort +)?source +age$/);
    expect(first).toMatch(/^ codex +gpt-\S+ .* rpc +now$/);
  });

  test('asks once a day, and again with --refresh', async () => {
    const at = async (...args: readonly string[]): Promise<string> => {
      const { stdout } = await models(['--agent', 'codex', '--json', ...args]);
      return JSON.parse(stdout).agents[0].capturedAt;
    };
    const first = await at();
    expect(await at()).toBe(first);
    expect((await at('--refresh')) > first).toBe(true);
  });

  test('--json has every installed agent with where its list came from', async () => {
    const bin = join(place.home, 'two');
    mkdirSync(bin);
    for (const agent of ['claude', 'codex']) symlinkSync(join(place.home, 'bin', agent), join(bin, agent));
    const { code, stdout } = await models(['--json'], {
      PATH: [bin, dirname(process.execPath), '/usr/bin', '/bin'].join(delimiter),
    });
    expect(code).toBe(0);
    const { schemaVersion, agents } = JSON.parse(stdout);
    expect(schemaVersion).toBe(1);
    expect(agents).toMatchObject([
      { agent: 'claude', accountId: 'claude:default', source: 'control', cliVersion: '2.1.329', problem: null },
      { agent: 'codex', accountId: 'codex:default', source: 'rpc', cliVersion: '0.169.0', problem: null },
    ]);
    for (const { models: list } of agents) expect(list.length).toBeGreaterThan(0);
  });

  test('of an agent that is missing has a default list, which says so and how to install it', async () => {
    const { code, stdout } = await models(['--agent', 'gemini'], { PATH: '/nowhere' });
    expect(code).toBe(0);
    expect(stdout).toMatch(/gemini: a default list that came with ccx, as of \d{4}-\d\d-\d\d/);
    expect(stdout).toContain('npm install -g @google/gemini-cli [cli-missing]');
  });

  test('without any agent says what to install, exit 4', async () => {
    const { code, stdout, stderr } = await models([], { PATH: '/nowhere' });
    expect({ code, stdout }).toEqual({ code: 4, stdout: '' });
    expect(stderr).toContain('npm install -g');
  });

  test('says which agents there are to one that it does not know, exit 2', async () => {
    const { code, stderr } = await models(['--agent', 'clyde']);
    expect(code).toBe(2);
    expect(stderr).toContain('claude, codex, gemini');
  });

  test('shows a remembered list that is damaged as what it is: nothing', async () => {
    const folder = join(place.home, `ccx-${state}`, 'quota');
    await models(['--agent', 'codex']);
    const { stdout } = await models(['--agent', 'codex', '--json']);
    const file = join(folder, readdirSync(folder)[0] ?? '');
    writeFileSync(file, readFileSync(file, 'utf8').slice(0, 40));
    const again = await models(['--agent', 'codex', '--json']);
    expect(JSON.parse(again.stdout).agents[0].models).toEqual(JSON.parse(stdout).agents[0].models);
  });

  test('explains itself with examples', async () => {
    const { code, stdout } = await models(['--help']);
    expect(code).toBe(0);
    expect(stdout).toContain('ccx models --agent codex --refresh');
    expect(stdout.split('\n').filter((line) => line.length > 100)).toEqual([]);
  });
});
