import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { answer, say, useTool } from '@ccx/testkit';
import { describe, expect, test } from 'vitest';
import { installedVersion } from '../support/places.ts';
import { expectExit, openWorld, resultOf } from '../support/world.ts';

describe('a plain run', () => {
  test('carries the prompt to the agent and its answer, tokens, cost and record to the caller', async () => {
    const world = await openWorld({ respond: say('Hello from the script.') });
    const finished = await world.ccx(['run', 'say hi', '--json']);
    const result = resultOf(finished);
    expect(finished).toMatchObject({ code: 0, stderr: '' });
    expect(result).toMatchObject({
      schemaVersion: 1,
      status: 'success',
      attempts: [{ outcome: { status: 'success' } }],
    });
    const { summary, ...attempt } = result.last;
    expect(summary).toMatchObject({
      text: 'Hello from the script.',
      model: expect.stringMatching(/^claude-/),
      usage: { input: 12, output: 42, cacheRead: 9000, cacheWrite5m: 1500, cacheWrite1h: 0 },
      costUsd: expect.any(Number),
      costBasis: 'vendor',
      numTurns: 1,
      toolCalls: 0,
      effects: 'none',
      permissionDenials: [],
      failure: null,
      ended: true,
    });
    expect(summary.costUsd).toBeGreaterThan(0);
    expect(attempt).toMatchObject({ exitCode: 0, signal: null, warnings: [] });
    expect(attempt.target).toMatchObject({ account: { id: 'claude:default' } });
    expect(world.api.calls().map(({ prompt }) => prompt)).toEqual(['say hi']);
    expect(readFileSync(attempt.transcriptPath ?? 'no transcript', 'utf8')).toContain('Hello from the script.');
    expect(readFileSync(attempt.logPath, 'utf8')).toContain('Hello from the script.');
    expect(statSync(attempt.logPath).mode & 0o777).toBe(0o600);
  });

  test('prints the bare answer for a pipe, and the prompt may come from one', async () => {
    const world = await openWorld({ respond: say('Just this.') });
    const finished = await world.ccx(['run'], { input: 'from a pipe\n' });
    expect(finished).toMatchObject({ code: 0, stdout: 'Just this.\n' });
    expect(world.api.calls()[0]?.prompt.trim()).toBe('from a pipe');
  });

  test('--jsonl prints events and the result last, --raw the lines of the agent', async () => {
    const world = await openWorld({ respond: say('Hello.') });
    const jsonl = (await world.ccx(['run', 'hi', '--jsonl'])).stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(jsonl.map(({ type }) => type)).toEqual(expect.arrayContaining(['started', 'text', 'result']));
    expect(jsonl.at(-1)).toMatchObject({ type: 'run-result', result: { status: 'success' } });
    const raw = (await world.ccx(['run', 'hi', '--raw'])).stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(raw.at(0)).toMatchObject({
      type: 'system',
      subtype: 'init',
      claude_code_version: installedVersion('claude'),
    });
    expect(raw.at(-1)).toMatchObject({ type: 'result', result: 'Hello.' });
  });

  test('hands over model, effort, environment and the arguments after --', async () => {
    const world = await openWorld({ respond: [useTool('Bash', { command: 'echo $FLAVOUR > flavour' }), say('ok')] });
    const options = '--json --model claude-sonnet-4-5 --effort low --permission full --env FLAVOUR=plum'.split(' ');
    const agentArgs = ['--append-system-prompt', 'Speak like a pirate.'];
    const finished = await world.ccx(['run', 'go', ...options, '--', ...agentArgs]);
    expectExit(finished, 0);
    expect(world.api.calls()[0]).toMatchObject({
      model: 'claude-sonnet-4-5',
      system: expect.stringContaining('Speak like a pirate.'),
    });
    expect(readFileSync(join(world.home.cwd, 'flavour'), 'utf8')).toBe('plum\n');
  });
});

describe('tools', () => {
  test('run with --permission full, and the result counts them', async () => {
    const world = await openWorld({ respond: [useTool('Bash', { command: 'echo made > here.txt' }), say('Done.')] });
    const finished = await world.ccx(['run', 'make it', '--permission', 'full', '--json']);
    expectExit(finished, 0);
    expect(readFileSync(join(world.home.cwd, 'here.txt'), 'utf8')).toBe('made\n');
    expect(resultOf(finished).last.summary).toMatchObject({
      text: 'Done.',
      toolCalls: 1,
      effects: 'possible',
      usage: { input: 24, output: 84 },
    });
  });

  test('that change files need no more than --permission edit', async () => {
    const world = await openWorld();
    const file = join(world.home.cwd, 'note.txt');
    world.api.respond([useTool('Write', { file_path: file, content: 'plum' }), say('Done.')]);
    expect((await world.ccx(['run', 'note it', '--permission', 'edit', '--json'])).code).toBe(0);
    expect(readFileSync(file, 'utf8')).toBe('plum');
  });

  test('that are not allowed do not run, and the run says so although it ended well', async () => {
    const respond = [useTool('Bash', { command: 'rm -f precious.txt' }), say('I could not remove it.')];
    const world = await openWorld({ respond });
    const precious = join(world.home.cwd, 'precious.txt');
    writeFileSync(precious, 'precious');
    const finished = await world.ccx(['run', 'remove it', '--json']);
    expectExit(finished, 0);
    const result = resultOf(finished);
    expect(result.status).toBe('success');
    expect(result.last.summary.permissionDenials).toEqual([{ tool: 'Bash', reason: expect.any(String) }]);
    world.api.respond(respond);
    const people = await world.ccx(['run', 'remove it']);
    expect(people).toMatchObject({ code: 0, stdout: 'I could not remove it.\n' });
    expect(people.stderr).toContain('not allowed to use Bash');
    expect(existsSync(precious)).toBe(true);
  });
});

describe('a schema', () => {
  const schema = { type: 'object', properties: { name: { type: 'string' } }, required: ['name'] };
  const respond = useTool('StructuredOutput', { name: 'Ada' });

  test.each(['as JSON', 'as a file'])('given %s makes the answer an object', async (how) => {
    const world = await openWorld({ respond: [respond, say('')] });
    const file = join(world.home.cwd, 'schema.json');
    writeFileSync(file, JSON.stringify(schema));
    const given = how === 'as JSON' ? JSON.stringify(schema) : file;
    const finished = await world.ccx(['run', 'who?', '--schema', given, '--json']);
    expectExit(finished, 0);
    expect(resultOf(finished).last.summary.structured).toEqual({ name: 'Ada' });
  });
});

describe('caps', () => {
  test('on turns end the run as failed', async () => {
    const world = await openWorld({ respond: useTool('Bash', { command: 'echo again' }) });
    const finished = await world.ccx(['run', 'loop', '--permission', 'full', '--max-turns', '2', '--json']);
    expectExit(finished, 1);
    expect(resultOf(finished)).toMatchObject({ status: 'failed', failure: { class: 'turns' } });
  });

  test('on money end the run as failed', async () => {
    const respond = answer([{ type: 'tool_use', name: 'Bash', input: { command: 'echo again' } }], {
      outputTokens: 5000,
    });
    const world = await openWorld({ respond });
    const finished = await world.ccx(['run', 'loop', '--permission', 'full', '--budget', '0.01', '--json']);
    expectExit(finished, 1);
    expect(resultOf(finished)).toMatchObject({ status: 'failed', failure: { class: 'budget' } });
  });
});
