import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Scenario } from '@ccx/fake-agents';
import { createLab, isAlive, killGroup, until, type Lab, type Running } from './run-fake.ts';

const HANG: Scenario = { steps: [{ text: 'One moment.' }, { hang: true }] };

let lab: Lab;
beforeEach(() => {
  lab = createLab();
  mkdirSync(join(lab.project, '.git'));
});
afterEach(() => lab[Symbol.dispose]());

const start = (scenario: Scenario = HANG): Running =>
  lab.start(['exec', '--json', 'hi'], { agent: 'codex', scenario, stdin: '' });

/** The native program that a launcher started: its only child. */
function nativePid({ child }: Running): number {
  const children = readFileSync(`/proc/${child.pid}/task/${child.pid}/children`, 'utf8').trim().split(' ');
  expect(children).toHaveLength(1);
  return Number(children[0]);
}

test('--version needs both processes and tells the exit code of the second', async () => {
  expect(await lab.run(['--version'], { agent: 'codex' })).toMatchObject({ code: 0, text: 'codex-cli 0.169.0\n' });
  expect(await lab.run(['exec', '--nope'], { agent: 'codex' })).toMatchObject({ code: 2 });
});

describe.skipIf(process.platform !== 'linux')('fake-codex is a launcher and a native program', () => {
  test('which is a process of its own, in the same group, called codex', async () => {
    const running = start();
    await running.says('One moment.');
    const pid = nativePid(running);
    expect(readFileSync(`/proc/${pid}/cmdline`, 'utf8')).toMatch(/^codex\0.*\0exec\0--json\0hi\0$/);
    const group = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ')[2];
    expect(Number(group)).toBe(running.child.pid);
  });

  test.each(['SIGTERM', 'SIGHUP'] as const)('%s to the launcher ends both by the signal', async (name) => {
    const running = start();
    await running.says('One moment.');
    const pid = nativePid(running);
    running.child.kill(name);
    expect(await running.done).toMatchObject({ code: null, signal: name });
    expect(isAlive(pid)).toBe(false);
  });

  test('SIGINT to the launcher stops the turn, exit 1', async () => {
    const running = start();
    await running.says('One moment.');
    running.child.kill('SIGINT');
    expect(await running.done).toMatchObject({ code: 1, signal: null });
  });

  test('SIGKILL of the launcher leaves the native program alive, with stdout in its hands', async () => {
    const running = start({ steps: [{ text: 'One moment.' }, { wait: 400 }, { text: 'Still here.' }, { hang: true }] });
    await running.says('One moment.');
    const pid = nativePid(running);
    let exited = false;
    running.child.once('exit', () => (exited = true));
    let closed = false;
    void running.done.then(() => (closed = true));
    running.child.kill('SIGKILL');
    await until('the launcher is gone', () => exited);
    await running.says('Still here.');
    expect([isAlive(pid), closed]).toEqual([true, false]);
    killGroup(running.child);
    expect(await running.done).toMatchObject({ signal: 'SIGKILL' });
    await until('the native program is gone', () => !isAlive(pid));
  });

  test('an end of the native program by a signal is the end of the launcher', async () => {
    const running = start({ steps: [{ text: 'One moment.' }, { exit: 'SIGKILL' }] });
    expect(await running.done).toMatchObject({ code: null, signal: 'SIGKILL' });
  });

  test('and can be one process, as with a Node that replaces itself', async () => {
    const env = { FAKE_AGENT_LAUNCHER: 'none' };
    const running = lab.start(['exec', '--json', 'hi'], { agent: 'codex', scenario: HANG, stdin: '', env });
    await running.says('One moment.');
    expect(readFileSync(`/proc/${running.child.pid}/task/${running.child.pid}/children`, 'utf8')).toBe('');
    running.child.kill('SIGTERM');
    expect(await running.done).toMatchObject({ signal: 'SIGTERM' });
  });

  test('closing stdout ends the stream although the launcher lives', async () => {
    const running = start({ steps: [{ text: 'One moment.' }, { closeStdout: true }, { hang: true }] });
    let ended = false;
    running.child.stdout?.once('end', () => (ended = true));
    await until('the end of stdout', () => ended);
    expect(running.child.exitCode).toBeNull();
  });
});
