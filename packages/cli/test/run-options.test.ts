import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, describe, expect, test } from 'vitest';
import { GO_ON_PROMPT } from '@ccx/runner';
import type { LastRun } from '../src/commands/last-run.ts';
import { outputMode, readRequest, workFolder, type RunFlags } from '../src/commands/run-options.ts';

const folder = realpathSync(mkdtempSync(join(tmpdir(), 'ccx-run-options-')));
afterAll(() => rmSync(folder, { recursive: true }));

/** A stdin as a shell gives it: a terminal, or a pipe with something in it. */
function stdin(piped: string | null): NodeJS.ReadStream {
  return Object.assign(Readable.from(piped === null ? [] : [piped]), { isTTY: piped === null }) as never;
}

const read = (flags: RunFlags, prompt: string | undefined, piped: string | null = null, agentArgs: string[] = []) =>
  readRequest(flags, { prompt, agentArgs, stdin: stdin(piped), cwd: folder, folder, live: false, last: null });

describe('the prompt', () => {
  test('is the argument', async () => {
    expect((await read({}, 'do it')).prompt).toBe('do it');
  });

  test('comes from stdin when there is no argument', async () => {
    expect((await read({}, undefined, 'piped\n')).prompt).toBe('piped\n');
  });

  test('comes from stdin when the argument is -', async () => {
    expect((await read({}, '-', 'piped')).prompt).toBe('piped');
  });

  test('wins over a stdin that merely happens to be a pipe', async () => {
    expect((await read({}, 'argument', 'noise')).prompt).toBe('argument');
  });

  test('comes from a file', async () => {
    writeFileSync(join(folder, 'task.md'), 'from a file');
    expect((await read({ promptFile: 'task.md' }, undefined)).prompt).toBe('from a file');
  });

  test.for([
    ['missing on a terminal', {}, undefined, null, /No prompt/],
    ['empty', {}, '   ', null, /empty/],
    ['empty on stdin', {}, undefined, '', /empty/],
    ['given twice', { promptFile: 'task.md' }, 'argument', null, /twice/],
    ['in a file that is not there', { promptFile: 'nowhere.md' }, undefined, null, /nowhere\.md" cannot be read/],
  ] as const)('that is %s is refused', async ([, flags, prompt, piped, message]) => {
    await expect(read(flags, prompt, piped)).rejects.toThrow(message);
  });
});

describe('the options', () => {
  test('become the request, with units and defaults', async () => {
    const request = await read(
      {
        effort: 'high',
        permission: 'edit',
        allow: ['Bash(git *)'],
        resume: 's1',
        fork: true,
        timeout: '10m',
        idleTimeout: '90s',
        maxTurns: '7',
        budget: '1.5',
        schema: '{"type":"object"}',
        env: ['A=1', 'B='],
        worktree: 'parser',
        base: 'main',
      },
      'x',
      null,
      ['--verbose'],
    );
    expect(request).toEqual({
      prompt: 'x',
      cwd: folder,
      permission: 'edit',
      allowedTools: ['Bash(git *)'],
      effort: 'high',
      session: { mode: 'fork', id: 's1' },
      timeoutMs: 600_000,
      idleTimeoutMs: 90_000,
      maxTurns: 7,
      maxBudgetUsd: 1.5,
      jsonSchema: { type: 'object' },
      env: { A: '1', B: '' },
      worktree: { name: 'parser', base: 'main' },
      extraArgs: ['--verbose'],
    });
  });

  test('that were not given do not appear in the request', async () => {
    expect(await read({}, 'x')).toEqual({ prompt: 'x', cwd: folder, permission: 'safe' });
  });

  test('take a schema from a file too', async () => {
    writeFileSync(join(folder, 'schema.json'), '{"type":"array"}');
    expect((await read({ schema: 'schema.json' }, 'x')).jsonSchema).toEqual({ type: 'array' });
  });

  test.for([
    ['an unknown permission', { permission: 'root' }, /--permission is "root"; one of safe, edit, full/],
    ['a fork of nothing', { fork: true }, /--fork needs/],
    ['a base of nothing', { base: 'main' }, /--base needs/],
    ['two sessions', { resume: 's1', resumeLast: true }, /--resume and --resume-last exclude each other/],
    ['a schema that is no JSON', { schema: '{nope' }, /--schema is no JSON/],
    ['a schema file that is not there', { schema: 'nowhere.json' }, /cannot be read/],
  ] as const)('%s is refused', async ([, flags, message]) => {
    await expect(read(flags, 'x')).rejects.toThrow(message);
  });
});

test('a folder that is not there is refused', async () => {
  expect(await workFolder({ cwd: '.' }, folder)).toBe(folder);
  await expect(workFolder({ cwd: 'nowhere' }, folder)).rejects.toThrow(/not a folder/);
});

describe('going on with the last run', () => {
  const account = { agent: 'codex', configDir: null, id: 'codex:default' } as const;
  const last: LastRun = {
    sessionId: 's-9',
    target: { account, name: null, model: null, billing: null },
    permission: 'edit',
    worktree: 'parser',
    answered: false,
  };
  const goOn = (flags: RunFlags, prompt: string | undefined, of: LastRun) =>
    readRequest(flags, { prompt, agentArgs: [], stdin: stdin('noise'), cwd: folder, folder, live: false, last: of });

  test('takes its session, its permission and its worktree, and needs no prompt', async () => {
    expect(await goOn({}, undefined, last)).toMatchObject({
      prompt: GO_ON_PROMPT,
      permission: 'edit',
      worktree: { name: 'parser' },
      session: { mode: 'resume', id: 's-9' },
    });
  });

  test('leaves what the person says as they say it', async () => {
    expect(await goOn({ permission: 'safe', fork: true }, 'and now this', last)).toMatchObject({
      prompt: 'and now this',
      permission: 'safe',
      session: { mode: 'fork', id: 's-9' },
    });
  });

  test('needs a prompt where the last one was answered', async () => {
    await expect(goOn({}, undefined, { ...last, answered: true })).rejects.toThrow(/say what comes next/);
  });
});

test('two kinds of data on stdout exclude each other', () => {
  expect(outputMode({})).toBe('people');
  expect(outputMode({ jsonl: true })).toBe('jsonl');
  expect(() => outputMode({ json: true, raw: true })).toThrow(/--json and --raw exclude each other/);
});
