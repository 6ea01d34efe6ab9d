import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { accountId } from '@ccx/contracts';
import { describe, expect, test } from 'vitest';
import { discoverModels } from '../../src/models/discover-models.ts';
import { controlAnswer, scriptedCli } from './scripted-cli.ts';

describe('Claude Code', () => {
  const noLevels = controlAnswer(`{ models: [{ value: 'opus' }] }`);
  const asked = async (start: string) => {
    const cli = await scriptedCli(noLevels, start);
    return { ...(await discoverModels('claude', cli.options)).discovery, starts: cli.asked() };
  };

  test('that does not say its levels with its models tells them in its help', async () => {
    const help = `if (args.includes('--help')) { console.log('  --effort <level>  How much\\n      (low, high)'); process.exit(0); }`;
    expect(await asked(help)).toMatchObject({ reasoningLevels: ['low', 'high'], starts: { length: 2 } });
  });

  test('that does not say them there either tells them when it refuses one', async () => {
    const refusal = `if (args.includes('--effort')) { console.error('Unknown --effort value. Valid values: low, max.'); process.exit(1); }`;
    const { reasoningLevels, starts } = await asked(`if (args.includes('--help')) process.exit(0); ${refusal}`);
    expect(reasoningLevels).toEqual(['low', 'max']);
    // With no prompt, so that nothing is ever sent to a model.
    expect(starts.at(-1)).toEqual(['--effort', 'ccx-asks', '-p', '']);
  });

  test('that has none has a list without levels', async () => {
    expect(await asked(`if (!args.includes('stream-json')) process.exit(1);`)).toMatchObject({
      models: ['opus'],
      reasoningLevels: [],
    });
  });

  test('keeps the key of the person, whose models are meant, and does not update itself', async () => {
    const seen = `[process.env.ANTHROPIC_API_KEY, process.env.DISABLE_AUTOUPDATER, process.env.CLAUDECODE ?? 'not nested']`;
    const cli = await scriptedCli(controlAnswer(`{ models: [{ value: ${seen}.join(' ') }] }`));
    const env = { ...cli.options.env, ANTHROPIC_API_KEY: 'dummy', CLAUDECODE: '1' };
    const { discovery } = await discoverModels('claude', { ...cli.options, env });
    expect(discovery.models).toEqual(['dummy 1 not nested']);
  });
});

describe('Codex', () => {
  const hello = `if (message.method === 'initialize') say({ id: message.id, result: { userAgent: 'ccx/0.169.0 (x)' } });`;

  test('is asked for page after page, once it has answered the greeting', async () => {
    const cli = await scriptedCli(`${hello}
      const pages = { first: ['gpt-6-sol', 'more'], more: ['gpt-5.5', null] };
      if (message.method === 'model/list') {
        const [id, nextCursor] = pages[message.params.cursor ?? 'first'];
        say({ id: message.id, result: { data: [{ id }], nextCursor } });
      }`);
    const { discovery, problem } = await discoverModels('codex', cli.options);
    expect({ models: discovery.models, problem }).toEqual({ models: ['gpt-6-sol', 'gpt-5.5'], problem: null });
    expect(cli.asked()).toEqual([['app-server']]);
  });

  test('that refuses a page has told no list', async () => {
    const cli = await scriptedCli(`${hello}
      if (message.method === 'model/list') say(message.params.cursor
        ? { id: message.id, error: { code: -32600, message: 'bad cursor' } }
        : { id: message.id, result: { data: [{ id: 'gpt-6-sol' }], nextCursor: 'x' } });`);
    const { discovery, problem } = await discoverModels('codex', cli.options);
    expect(discovery.source).toBe('default');
    expect(problem).toMatchObject({ code: 'form-unknown', detail: expect.stringContaining('bad cursor') });
  });

  test('that has pages without end is given up', async () => {
    const cli = await scriptedCli(`${hello}
      if (message.method === 'model/list') say({ id: message.id, result: { data: [{ id: 'm' + message.id }], nextCursor: 'x' } });`);
    expect((await discoverModels('codex', cli.options)).discovery.models).toHaveLength(20);
  });
});

describe('Gemini CLI', () => {
  const session = (reply: string): string => `
    if (message.method === 'initialize') say({ jsonrpc: '2.0', id: message.id, result: { agentInfo: { version: '0.61.0' } } });
    if (message.method === 'session/new') say({ jsonrpc: '2.0', id: message.id, ${reply} });`;
  const told = session(`result: { models: { availableModels: [{ modelId: 'auto', name: 'Auto' }] } }`);

  test('is asked by opening a session, without extensions, servers or lasting trust', async () => {
    const cli = await scriptedCli(told);
    expect((await discoverModels('gemini', cli.options)).discovery.models).toEqual(['auto']);
    const [args = []] = cli.asked();
    expect(args).toEqual(
      expect.arrayContaining(['--acp', '--extensions', '--allowed-mcp-server-names', '--skip-trust']),
    );
    const elsewhere = await scriptedCli(told);
    await discoverModels('gemini', { ...elsewhere.options, cwd: elsewhere.home.cwd });
    expect(elsewhere.asked()[0]).not.toContain('--skip-trust');
  });

  test('without a login says that it needs one, and how', async () => {
    const cli = await scriptedCli(
      session(`error: { code: -32000, message: 'Gemini API key is missing or not configured.' }`),
    );
    expect((await discoverModels('gemini', cli.options)).problem).toMatchObject({
      code: 'not-logged-in',
      detail: expect.stringContaining('API key is missing'),
    });
  });

  test("leaves no empty session of ccx's own folder behind, and touches no other", async () => {
    const cli = await scriptedCli(told);
    const configDir = join(cli.home.home, '.gemini');
    const probe = join(cli.home.home, '.local/state/ccx/probe');
    const put = async (project: string, root: string): Promise<void> => {
      const place = join(configDir, 'tmp', project);
      await mkdir(join(place, 'chats'), { recursive: true });
      await writeFile(join(place, '.project_root'), root);
      await writeFile(
        join(place, 'chats/session-empty.jsonl'),
        '{"sessionId":"a"}\n{"$set":{"messages":[{"type":"user"}]}}\n',
      );
      await writeFile(join(place, 'chats/session-torn.jsonl'), '{"sessionId":"c"}\n{"ty');
      await writeFile(join(place, 'chats/session-full.jsonl'), '{"sessionId":"b"}\n{"type":"user"}\n');
    };
    await put('probe', probe);
    await put('work', cli.home.cwd);
    const account = { agent: 'gemini' as const, configDir, id: accountId('gemini', configDir) };
    await discoverModels('gemini', { ...cli.options, account });
    const chats = (project: string): Promise<readonly string[]> => readdir(join(configDir, 'tmp', project, 'chats'));
    expect((await chats('probe')).toSorted()).toEqual(['session-full.jsonl', 'session-torn.jsonl']);
    expect(await chats('work')).toHaveLength(3);
  });
});
