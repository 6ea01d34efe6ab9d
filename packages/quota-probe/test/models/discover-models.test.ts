import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { accountId, MODEL_FRESH_MS } from '@ccx/contracts';
import { createFakeClock } from '@ccx/testkit';
import { describe, expect, test } from 'vitest';
import { defaultModels } from '../../src/models/default-models.ts';
import { discoverModels, type DiscoverModelsOptions } from '../../src/models/discover-models.ts';
import { formatModels, parseModels } from '../../src/models/stored-models.ts';
import { controlAnswer, scriptedCli, type ScriptedCli } from './scripted-cli.ts';

const ROWS = `{ models: [{ value: 'opus', resolvedModel: 'claude-opus-5', supportedEffortLevels: ['low', 'high'] }] }`;
const claude = (): Promise<ScriptedCli> => scriptedCli(controlAnswer(ROWS));
const discover = (cli: ScriptedCli, more: DiscoverModelsOptions = {}) =>
  discoverModels('claude', { ...cli.options, ...more });

describe('the models of an agent', () => {
  test('are asked of its CLI, with the version that it has', async () => {
    const cli = await claude();
    expect(await discover(cli)).toEqual({
      discovery: {
        agent: 'claude',
        models: ['claude-opus-5'],
        aliases: { opus: 'claude-opus-5' },
        reasoningLevels: ['low', 'high'],
        cliVersion: '1.2.3',
        source: 'control',
        capturedAt: cli.clock.now(),
      },
      problem: null,
    });
  });

  test('are remembered for a day, and then asked for again', async () => {
    const cli = await claude();
    const { discovery } = await discover(cli);
    await cli.clock.advance(MODEL_FRESH_MS - 1);
    expect((await discover(cli)).discovery).toEqual(discovery);
    expect(cli.asked()).toHaveLength(1);
    await cli.clock.advance(1);
    expect((await discover(cli)).discovery.capturedAt).toBe(cli.clock.now());
    expect(cli.asked()).toHaveLength(2);
  });

  test('are asked for again when the CLI has another version, and when it is wanted', async () => {
    const cli = await claude();
    await discover(cli);
    const env = { ...cli.options.env, VERSION: '1.3.0' };
    expect((await discover(cli, { env })).discovery.cliVersion).toBe('1.3.0');
    await discover(cli, { env });
    expect(cli.asked()).toHaveLength(2);
    await discover(cli, { env, maxAgeMs: 0 });
    expect(cli.asked()).toHaveLength(3);
  });

  test('are remembered without a start of the CLI where its package tells the version', async () => {
    const cli = await claude();
    const folder = join(cli.home.home, 'package');
    const command = join(folder, 'bin/claude');
    const release = (version: string): Promise<void> =>
      writeFile(join(folder, 'package.json'), JSON.stringify({ name: '@anthropic-ai/claude-code', version }));
    const words = [cli.options.command ?? '', ...(cli.options.args ?? [])].map(
      (word) => `'${word.replaceAll("'", `'\\''`)}'`,
    );
    await mkdir(join(folder, 'bin'), { recursive: true });
    await writeFile(command, `#!/bin/sh\necho start >> ${folder}/starts\nexec ${words.join(' ')} "$@"\n`, {
      mode: 0o755,
    });
    await release('2.0.0');
    for (let time = 0; time < 3; time += 1) await discover(cli, { command, args: [] });
    expect(await readFile(join(folder, 'starts'), 'utf8')).toBe('start\n');
    await release('2.0.1');
    expect((await discover(cli, { command, args: [] })).discovery.cliVersion).toBe('2.0.1');
  });

  test('are remembered for each account apart, in a file that only its owner reads', async () => {
    const cli = await claude();
    const configDir = join(cli.home.home, 'work');
    await discover(cli);
    await discover(cli, { account: { agent: 'claude', configDir, id: accountId('claude', configDir) } });
    expect(cli.asked()).toHaveLength(2);
    const folder = join(cli.home.home, '.local/state/ccx/quota');
    const files = await readdir(folder);
    expect(files).toHaveLength(2);
    for (const file of files) expect((await stat(join(folder, file))).mode & 0o777).toBe(0o600);
  });

  test('are asked for again where what is remembered is torn or from another time', async () => {
    const cli = await claude();
    const dir = join(cli.home.home, 'lists');
    await discover(cli, { dir });
    const [file = ''] = await readdir(dir);
    await writeFile(join(dir, file), '{"schemaVersion":1,"mod');
    await discover(cli, { dir });
    // Written by a clock that was a year ahead.
    await discover(cli, { dir, clock: createFakeClock('2025-01-01T00:00:00.000Z') });
    expect(cli.asked()).toHaveLength(3);
  });
});

test('a remembered list counts only for the account that it was told to', async () => {
  const cli = await claude();
  const { discovery } = await discover(cli);
  const account = { agent: 'claude' as const, configDir: null, id: accountId('claude', null) };
  expect(parseModels(formatModels(account, discovery), account)).toEqual(discovery);
  expect(parseModels(formatModels(account, discovery), { ...account, id: 'claude:/elsewhere' })).toBeNull();
});

describe('a CLI that tells no models', () => {
  const mute = (): Promise<ScriptedCli> => scriptedCli(controlAnswer('{ models: [] }'));

  test('gets the list that ccx brings along, which says so and why', async () => {
    const { discovery, problem } = await discover(await mute());
    expect(discovery).toEqual(defaultModels('claude'));
    expect(discovery.source).toBe('default');
    expect(problem).toMatchObject({ code: 'form-unknown', detail: expect.stringContaining('named no model') });
  });

  test('keeps the list that it once told, with its age', async () => {
    const cli = await claude();
    const told = await discover(cli);
    const { args } = (await mute()).options;
    expect(await discover(cli, { maxAgeMs: 0, ...(args !== undefined && { args }) })).toEqual({
      discovery: told.discovery,
      problem: expect.objectContaining({ code: 'form-unknown' }),
    });
  });

  test('is told apart: it is missing, it ends, it is silent', async () => {
    const { home } = await claude();
    const env = { ...home.env, PATH: '/nowhere' };
    const missing = await discoverModels('claude', { env });
    expect(missing.problem).toMatchObject({ code: 'cli-missing', detail: expect.stringContaining('npm install -g') });
    expect(missing.discovery.source).toBe('default');
    const broken = await scriptedCli('', `console.error('no such option'); process.exit(1);`);
    expect((await discover(broken)).problem).toMatchObject({
      code: 'form-unknown',
      detail: expect.stringContaining('no such option'),
    });
    const silent = await scriptedCli('');
    expect((await discover(silent, { timeoutMs: 1_500 })).problem).toMatchObject({ code: 'timeout' });
  });

  test('that is missing now keeps the list of the day before', async () => {
    const cli = await claude();
    const told = await discover(cli);
    const env = { ...cli.options.env, PATH: '/nowhere' };
    expect(await discoverModels('claude', { env, clock: cli.clock })).toEqual({
      discovery: told.discovery,
      problem: expect.objectContaining({ code: 'cli-missing' }),
    });
  });
});

test('a question that is called off rejects with the reason', async () => {
  const cli = await scriptedCli('');
  const signal = AbortSignal.abort(new Error('called off'));
  await expect(discover(cli, { signal })).rejects.toThrow('called off');
});

describe('the lists that ccx brings along', () => {
  test.for(['claude', 'codex', 'gemini'] as const)('name for each alias of %s a model that they have', (agent) => {
    const { models, aliases, source } = defaultModels(agent);
    expect(source).toBe('default');
    expect(models.length).toBeGreaterThan(0);
    for (const model of Object.values(aliases)) expect(models).toContain(model);
  });
});
