import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { watchNewcomers } from '../../src/watch/newcomers.ts';

function openProc(): { readonly root: string; say(pid: number, ...words: readonly string[]): void } {
  const root = mkdtempSync(join(tmpdir(), 'ccx-proc-'));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  return {
    root,
    say(pid, ...words) {
      mkdirSync(join(root, String(pid)), { recursive: true });
      writeFileSync(join(root, `${pid}/cmdline`), words.map((word) => `${word}\0`).join(''));
    },
  };
}

test('an agent that begins is a newcomer once, any other program never', () => {
  const proc = openProc();
  proc.say(1, 'claude');
  const newcomers = watchNewcomers(proc.root);
  expect(newcomers.haveCome()).toBe(false);
  proc.say(2, 'vim');
  expect(newcomers.haveCome()).toBe(false);
  proc.say(3, '/opt/codex', 'exec');
  expect(newcomers.haveCome()).toBe(true);
  expect(newcomers.haveCome()).toBe(false);
});

test('a shell that becomes an agent right after it was seen is one too', () => {
  const proc = openProc();
  const newcomers = watchNewcomers(proc.root);
  proc.say(2, 'sh', '-c', 'claude');
  expect(newcomers.haveCome()).toBe(false);
  proc.say(2, 'claude');
  expect(newcomers.haveCome()).toBe(true);
});
