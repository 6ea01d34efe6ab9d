import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Scenario } from '@ccx/fake-agents';
import { createLab, type Lab } from './run-fake.ts';

const FIXTURE = join(import.meta.dirname, 'fixtures', 'codex', 'exec-plain-text');

let lab: Lab;
beforeEach(() => {
  lab = createLab();
  mkdirSync(join(lab.project, '.git'));
});
afterEach(() => lab[Symbol.dispose]());

const run = (scenario: Scenario, sandbox = 'read-only'): ReturnType<Lab['run']> =>
  lab.run(['exec', '-s', sandbox, 'Say hi'], { agent: 'codex', scenario, stdin: '' });

test('without --json the transcript for people is the recorded one', async () => {
  const echo = { tool: 'Bash', input: { command: 'echo hi' }, output: 'hi' } as const;
  const ran = await run({ steps: [{ thinking: '**Greeting**' }, echo, { text: 'Hello from the fake API.' }] });
  expect(ran).toMatchObject({ code: 0, text: readFileSync(join(FIXTURE, 'stdout.jsonl'), 'utf8') });
  expect(comparable(ran.stderr)).toEqual(comparable(readFileSync(join(FIXTURE, 'stderr.txt'), 'utf8')));
});

test('it tells how a command failed, which files a patch changed, and the failure twice', async () => {
  const scenario: Scenario = {
    steps: [
      { tool: 'Bash', input: { command: 'exit 3' }, output: 'out', error: 'Exit code 3' },
      { tool: 'Write', input: { file_path: 'new.txt', content: 'a' } },
      { fail: 'overloaded' },
    ],
  };
  const ran = await run(scenario, 'workspace-write');
  expect(ran).toMatchObject({ code: 1, text: '' });
  expect(ran.stderr).toContain(`exec\n/bin/bash -lc 'exit 3' in ${lab.project}\n exited 3 in 0ms:\nout\n`);
  expect(ran.stderr).toContain(`apply patch\npatch: completed\n${join(lab.project, 'new.txt')}\n`);
  expect(ran.stderr.match(/^ERROR: Selected model is at capacity/gm)).toHaveLength(2);
  expect(ran.stderr).toMatch(/tokens used\n[\d,]+\n$/);
});

test('a patch that the read-only sandbox refuses is told on stderr, and has no item', async () => {
  const edit = { tool: 'Write', input: { file_path: 'new.txt', content: 'a' }, effect: true } as const;
  const ran = await run({ steps: [edit, { text: 'No.' }] });
  expect(ran).toMatchObject({ code: 0, text: 'No.\n' });
  expect(ran.stderr).toContain('ERROR codex_core::tools::router: error=patch rejected: writing is blocked');
  expect(ran.stderr).not.toContain('apply patch');
});

/** Without ids, folders, the provider's name and what the machine lacks. */
function comparable(text: string): readonly string[] {
  return text
    .split('\n')
    .filter((line) => !/^(provider:|warning: Codex could not find bubblewrap)/.test(line))
    .map((line) => line.replace(/^(session id|workdir): .*/, '$1').replace(/ in \/\S+$/, ' in FOLDER'));
}
