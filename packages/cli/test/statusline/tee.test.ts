import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { until } from '@ccx/testkit';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { runTee } from '../../src/statusline/tee.ts';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'ccx-tee-'));
});
afterEach(() => rmSync(dir, { recursive: true }));

const pidIn = (file: string): number => Number(readFileSync(join(dir, file), 'utf8'));
function lives(pid: number): boolean {
  try {
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}

test.runIf(process.platform === 'linux')('a line that takes too long is ended with all that it started', async () => {
  const command = `sh -c 'sleep 300 & echo $! > ${dir}/below; wait' & echo $$ > ${dir}/above; printf half; wait`;
  expect(await runTee(command, Buffer.from('{}'), 1500)).toBe('half');
  const pids = [pidIn('above'), pidIn('below')];
  await until(() => !pids.some((pid) => lives(pid)), { what: 'the end of the line and its child' });
});

test.runIf(process.platform === 'linux')('what a line leaves running neither holds it up nor is ended', async () => {
  const line = await runTee(`sleep 300 & echo $! > ${dir}/left; echo mine`, Buffer.from('{}'), 60_000);
  const pid = pidIn('left');
  expect([line, lives(pid)]).toEqual(['mine\n', true]);
  process.kill(pid, 'SIGKILL');
});

test('a line that does not read its input, or prints without end, is a line', async () => {
  expect(await runTee('echo mine', Buffer.alloc(2_000_000, 'x'))).toBe('mine\n');
  expect(await runTee('yes | head -c 1000000', Buffer.from('{}'))).toHaveLength(64 * 1024);
});
