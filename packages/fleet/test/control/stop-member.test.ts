import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { processId } from '@ccx/contracts/host';
import { until } from '@ccx/testkit';
import type { FleetMember } from '@ccx/contracts';
import { describe, expect, onTestFinished, test } from 'vitest';
import { stopMember } from '../../src/control/stop-member.ts';
import { lookAtProcesses } from '../../src/processes/look.ts';
import { makeMember } from '../make-member.ts';

/** A process that says when it is ready. */
async function start(script: string): Promise<{ readonly child: ChildProcess; readonly member: FleetMember }> {
  const child = spawn('sh', ['-c', script], { stdio: ['ignore', 'pipe', 'ignore'], detached: true });
  onTestFinished(() => void child.kill('SIGKILL'));
  await new Promise((resolve) => child.stdout.once('data', resolve));
  const process = await processId(child.pid ?? 0);
  if (process === null) throw new Error('it has ended already');
  return { child, member: { ...makeMember(), process } };
}

describe.runIf(process.platform === 'linux')('a session that is stopped', () => {
  test('ends on the interrupt', async () => {
    const { member } = await start('trap "exit 0" INT; echo ready; while :; do sleep 0.05; done');
    expect(await stopMember(member)).toEqual({ ended: true, steps: ['interrupt'], survivors: [], sessionFile: 'none' });
    expect(await processId(member.process.pid)).toBeNull();
  });

  test('takes all with it that it has started: what a shell runs in the background hears no interrupt', async () => {
    const { member } = await start('sleep 300 & trap "exit 0" INT; echo ready; while :; do sleep 0.05; done');
    const stopped = await stopMember(member, { interruptGraceMs: 200 });
    expect(stopped).toMatchObject({ ended: true, steps: ['interrupt', 'terminate'], survivors: [] });
  });

  test.for([
    ['leaves a server that it has started to another session of its config dir', 'home', true],
    ['takes a server along that is used by sessions of another config dir only', 'other', false],
  ] as const)('%s', async ([, other, isLeft]) => {
    const folder = mkdtempSync(join(tmpdir(), 'ccx-stop-'));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const codex = join(folder, 'codex');
    symlinkSync(process.execPath, codex);
    for (const name of ['app-server', 'session']) writeFileSync(join(folder, name), 'setInterval(() => {}, 1000);');
    const env = (home: string): Record<string, string> => ({ CODEX_HOME: join(folder, home) });
    const session = spawn(codex, ['session'], { cwd: folder, env: env(other), stdio: 'ignore' });
    onTestFinished(() => void session.kill('SIGKILL'));
    const script = `cd '${folder}'; CODEX_HOME='${folder}/home' setsid ./codex app-server --listen unix:// & echo $! > pid`;
    const { member } = await start(`${script}; trap "exit 0" INT; echo ready; while :; do sleep 0.05; done`);
    const server = Number(readFileSync(join(folder, 'pid'), 'utf8'));
    onTestFinished(async () => void ((await processId(server)) !== null && process.kill(server, 'SIGKILL')));
    const agents = async (): Promise<readonly number[]> => (await lookAtProcesses()).agents().map(({ pid }) => pid);
    await until(async () => {
      const all = await agents();
      return all.includes(server) && all.includes(session.pid ?? 0);
    });
    expect(await stopMember(member)).toMatchObject({ ended: true, steps: expect.arrayContaining(['interrupt']) });
    expect((await processId(server)) !== null).toBe(isLeft);
    expect(session.exitCode).toBeNull();
  });

  test('is told to terminate, and then killed, when it does not listen', async () => {
    const { member } = await start('trap "" INT TERM; echo ready; while :; do sleep 0.05; done');
    const stopped = await stopMember(member, { interruptGraceMs: 50, termGraceMs: 50 });
    expect(stopped).toMatchObject({ ended: true, steps: ['interrupt', 'terminate', 'kill'] });
  });

  test('is explained: whether the vendor took its file away or it was left behind', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'ccx-stop-'));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const sessionFile = join(folder, '1.json');
    writeFileSync(sessionFile, '{}');
    const removes = await start(`trap "rm '${sessionFile}'; exit 0" INT; echo ready; while :; do sleep 0.05; done`);
    expect(await stopMember({ ...removes.member, sessionFile })).toMatchObject({ sessionFile: 'removed' });
    writeFileSync(sessionFile, '{}');
    const leaves = await start('trap "" INT TERM; echo ready; while :; do sleep 0.05; done');
    const how = { interruptGraceMs: 50, termGraceMs: 50 };
    expect(await stopMember({ ...leaves.member, sessionFile }, how)).toMatchObject({ sessionFile: 'left-behind' });
    expect(existsSync(sessionFile)).toBe(true);
  });

  test('is never the one in which the command itself runs', async () => {
    const own = await processId(process.ppid);
    if (own === null) throw new Error('no parent');
    await expect(stopMember({ ...makeMember(), process: own })).rejects.toMatchObject({
      code: 'invalid_argument',
      message: expect.stringContaining('that very session'),
      hint: expect.stringContaining(`ccx fleet stop ${process.ppid} `),
    });
  });

  test('is not another process that has its pid now', async () => {
    const { child, member } = await start('echo ready; exec sleep 300');
    const process = { ...member.process, startedAt: '1' };
    expect(await stopMember({ ...member, process })).toMatchObject({ ended: true, steps: [] });
    expect(child.exitCode).toBeNull();
    await until(async () => (await processId(child.pid ?? 0)) !== null);
  });

  test('is refused where nothing proves which process it is', async () => {
    const { child, member } = await start('echo ready; exec sleep 300');
    await expect(stopMember({ ...member, alive: null })).rejects.toMatchObject({ code: 'invalid_argument' });
    expect(child.exitCode).toBeNull();
  });

  test('cannot be this process or what it descends from', async () => {
    const own = await processId(process.ppid);
    if (own === null) throw new Error('no parent');
    await expect(stopMember({ ...makeMember(), process: own })).rejects.toMatchObject({ code: 'invalid_argument' });
  });
});
