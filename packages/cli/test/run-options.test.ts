import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, describe, expect, test } from 'vitest';
import { outputMode, readRequest, type RunFlags } from '../src/commands/run-options.ts';

const folder = realpathSync(mkdtempSync(join(tmpdir(), 'ccx-run-options-')));
afterAll(() => rmSync(folder, { recursive: true }));

/** A stdin as a shell gives it: a terminal, or a pipe with something in it. */
function stdin(piped: string | null): NodeJS.ReadStream {
  return Object.assign(Readable.from(piped === null ? [] : [piped]), { isTTY: piped === null }) as never;
}

const read = (flags: RunFlags, prompt: string | undefined, piped: string | null = null, agentArgs: string[] = []) =>
  readRequest(flags, { prompt, agentArgs, stdin: stdin(piped), cwd: folder, live: false });

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
    ['a folder that is not there', { cwd: 'nowhere' }, /not a folder/],
    ['a schema that is no JSON', { schema: '{nope' }, /--schema is no JSON/],
    ['a schema file that is not there', { schema: 'nowhere.json' }, /cannot be read/],
  ] as const)('%s is refused', async ([, flags, message]) => {
    await expect(read(flags, 'x')).rejects.toThrow(message);
  });
});

test('two kinds of data on stdout exclude each other', () => {
  expect(outputMode({})).toBe('people');
  expect(outputMode({ jsonl: true })).toBe('jsonl');
  expect(() => outputMode({ json: true, raw: true })).toThrow(/--json and --raw exclude each other/);
});
