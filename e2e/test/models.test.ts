import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ModelDiscovery, QuotaProblem } from '@ccx/contracts';
import { describe, expect, test } from 'vitest';
import { openCodexWorld } from '../support/codex-world.ts';
import { openGeminiWorld } from '../support/gemini-world.ts';
import { installedVersion } from '../support/places.ts';
import type { Finished } from '../support/program.ts';
import { expectExit, openWorld } from '../support/world.ts';

interface Listed extends ModelDiscovery {
  readonly problem: QuotaProblem | null;
}

/** The one list that `ccx models --agent … --json` prints. */
function listIn(finished: Finished): Listed {
  expectExit(finished, 0);
  const { agents } = JSON.parse(finished.stdout);
  expect(agents).toHaveLength(1);
  return agents[0];
}

/** Fails unless an alias stands for a model of the list. */
function expectAliases({ models, aliases }: Listed, ...wanted: readonly string[]): void {
  expect(Object.keys(aliases)).toEqual(expect.arrayContaining([...wanted]));
  for (const model of Object.values(aliases)) expect(models).toContain(model);
}

describe('ccx models on the real Claude Code', () => {
  test.for(['subscription', 'api-key', 'none'] as const)(
    'lists what it offers, and asks no model: login %s',
    async (login) => {
      const world = await openWorld({ login });
      const list = listIn(await world.ccx(['models', '--agent', 'claude', '--json']));
      expect(list).toMatchObject({ source: 'control', problem: null, cliVersion: installedVersion('claude') });
      expectAliases(list, 'default', 'opus', 'sonnet', 'haiku');
      expect(list.aliases['opus']).toMatch(/^claude-opus-\d/);
      expect(list.reasoningLevels).toEqual(expect.arrayContaining(['low', 'medium', 'high']));
      expect(world.api.calls()).toEqual([]);
      await world.allEnd();
    },
  );

  test('remembers the list, and keeps no session and no transcript', async () => {
    const world = await openWorld({ login: 'subscription' });
    const first = listIn(await world.ccx(['models', '--agent', 'claude', '--json']));
    const requests = world.api.requests.length;
    expect(listIn(await world.ccx(['models', '--agent', 'claude', '--json'])).capturedAt).toBe(first.capturedAt);
    expect(world.api.requests.length).toBe(requests);
    const kept = readdirSync(world.home.home, { recursive: true, encoding: 'utf8' });
    expect(kept.filter((path) => path.endsWith('.jsonl'))).toEqual([]);
    await world.allEnd();
  });
});

describe('ccx models on the real Codex', () => {
  test.for(['api-key', 'chatgpt'] as const)('lists what it offers, and asks no model: login %s', async (login) => {
    const world = await openCodexWorld({ login });
    const list = listIn(await world.ccx(['models', '--agent', 'codex', '--json']));
    expect(list).toMatchObject({ source: 'rpc', problem: null, cliVersion: installedVersion('codex') });
    expectAliases(list, 'gpt');
    expect(list.models.every((model) => model.startsWith('gpt-'))).toBe(true);
    expect(list.reasoningLevels).toEqual(expect.arrayContaining(['low', 'medium', 'high']));
    expect(world.api.calls()).toEqual([]);
    await world.allEnd();
  });
});

describe('ccx models on the real Gemini CLI', () => {
  test.for(['google', 'api-key'] as const)(
    'lists what it offers, asks no model and leaves no session: login %s',
    async (login) => {
      const world = await openGeminiWorld({ login });
      const list = listIn(await world.ccx(['models', '--agent', 'gemini', '--json']));
      expect(list).toMatchObject({ source: 'acp', problem: null, cliVersion: installedVersion('gemini') });
      expectAliases(list, 'pro', 'flash', 'flash-lite');
      expect(list.models).toContain('auto');
      expect(world.api.calls()).toEqual([]);
      const kept = readdirSync(join(world.home.home, '.gemini'), { recursive: true, encoding: 'utf8' });
      expect(kept.filter((path) => path.endsWith('.jsonl'))).toEqual([]);
      await world.allEnd();
    },
  );

  test('starts no server of the person', async () => {
    const world = await openGeminiWorld();
    const [settings, started] = [join(world.home.home, '.gemini/settings.json'), join(world.home.home, 'started')];
    const server = { command: '/bin/sh', args: ['-c', `touch ${started}`] };
    const known = JSON.parse(readFileSync(settings, 'utf8'));
    writeFileSync(settings, JSON.stringify({ ...known, mcpServers: { server } }));
    expect(listIn(await world.ccx(['models', '--agent', 'gemini', '--json'])).problem).toBeNull();
    expect(existsSync(started)).toBe(false);
    await world.allEnd();
  });

  test('without a login has a default list, which says that it is one and why', async () => {
    const world = await openGeminiWorld({ login: 'none' });
    const list = listIn(await world.ccx(['models', '--agent', 'gemini', '--json']));
    expect(list).toMatchObject({ source: 'default', problem: { code: 'not-logged-in' } });
    const { stdout } = await world.ccx(['models', '--agent', 'gemini']);
    expect(stdout).toContain('a default list that came with ccx');
    await world.allEnd();
  });
});
