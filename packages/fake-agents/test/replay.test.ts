import { copyFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { timingFactor } from '../src/machine/machine.ts';
import { createLab, isLine, STREAM, type Lab } from './run-fake.ts';

const FIXTURES = join(import.meta.dirname, 'fixtures', 'claude');
const CASES = readdirSync(FIXTURES, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map((entry) => entry.name);

let lab: Lab;
beforeEach(() => {
  lab = createLab();
});
afterEach(() => lab[Symbol.dispose]());

test('every recording comes back byte for byte, with its exit code', async () => {
  const rest = [...CASES];
  // Two at a time: the test is bound by the processor.
  const next = async (): Promise<void> => {
    for (let name = rest.pop(); name !== undefined; name = rest.pop()) {
      const folder = join(FIXTURES, name);
      const ran = await lab.run(STREAM, { env: { FAKE_AGENT_REPLAY: folder } });
      const same = ran.stdout.equals(readFileSync(join(folder, 'stdout.jsonl')));
      const exit: unknown = JSON.parse(readFileSync(join(folder, 'exit.json'), 'utf8'));
      expect({ name, same, code: ran.code }).toEqual({
        name,
        same: true,
        code: isLine(exit) ? exit['code'] : undefined,
      });
    }
  };
  await Promise.all([next(), next()]);
});

test('the n-th run of a folder is chosen by number, its stderr comes too', async () => {
  const folder = join(FIXTURES, 'session-resume-fork');
  const ran = await lab.run(STREAM, { env: { FAKE_AGENT_REPLAY: folder, FAKE_AGENT_REPLAY_RUN: '4' } });
  expect(ran).toMatchObject({ code: 1, text: '', stderr: readFileSync(join(folder, '4-stderr.txt'), 'utf8') });
});

test('a packed recording that a signal ended ends by that signal', async () => {
  const folder = join(lab.home, 'recording');
  mkdirSync(folder);
  writeFileSync(join(folder, 'stdout.jsonl.gz'), gzipSync('{"a":1}\n{"cut'));
  writeFileSync(join(folder, 'exit.json'), JSON.stringify({ code: null, signal: 'SIGKILL', line_ms: [[5, 'a']] }));
  const ran = await lab.run(STREAM, { env: { FAKE_AGENT_REPLAY: folder } });
  expect(ran).toMatchObject({ signal: 'SIGKILL', text: '{"a":1}\n{"cut' });
});

test('lines come at their recorded distance when time is real', async () => {
  const folder = join(lab.home, 'recording');
  mkdirSync(folder);
  copyFileSync(join(FIXTURES, 'plain-success', 'stdout.jsonl'), join(folder, 'stdout.jsonl'));
  writeFileSync(join(folder, 'exit.json'), JSON.stringify({ code: 0, line_ms: [[0], [4000], [8000]] }));
  const start = Date.now();
  const running = lab.start(STREAM, { env: { FAKE_AGENT_REPLAY: folder, FAKE_AGENT_TIMING: 'scaled:0.05' } });
  await running.done;
  // 8 s, scaled to 0.4 s: a lower bound holds on a busy machine too.
  expect(Date.now() - start).toBeGreaterThanOrEqual(400);
});

test('a folder without a recording is said to be one', async () => {
  const ran = await lab.run(STREAM, { env: { FAKE_AGENT_REPLAY: lab.project } });
  expect(ran).toMatchObject({ code: 70, stderr: expect.stringContaining('holds no recording number 1') });
});

test.each([
  ['realtime', 1],
  ['collapsed', 0],
  ['scaled:0.5', 0.5],
  ['scaled:', null],
  ['fast', null],
])('the timing %s is the factor %s', (text, factor) => {
  expect(timingFactor(text)).toBe(factor);
});
