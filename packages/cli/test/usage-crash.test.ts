import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { createTempHome } from '@ccx/testkit';
import { describe, expect, onTestFinished, test } from 'vitest';
import { beginHistory, type History } from './usage-crash/history.ts';
import { SCAN_COMMAND, startScan, told, type Told } from './usage-crash/scan.ts';

async function place(): Promise<{
  readonly folder: string;
  readonly database: string;
  readonly command: readonly string[];
}> {
  const temp = await createTempHome();
  onTestFinished(() => temp.remove());
  const [folder, database] = [join(temp.home, 'history'), join(temp.home, 'state', 'ccx.db')];
  return { folder, database, command: [...SCAN_COMMAND, database, folder] };
}

/** What has to be told of a history that was read as a whole. */
function whole({ truth: { malformed, ...truth } }: History): Told {
  return { ...truth, skipped: { malformed } };
}

describe('a scan', () => {
  test('that is killed at any moment loses nothing and counts nothing twice, also while the history grows', async () => {
    const { folder, database, command } = await place();
    const history = beginHistory(folder);
    for (let round = 0; round < 5; round += 1) {
      history.grow(30);
      const scan = startScan(command);
      await scan.steps(Math.floor(Math.random() * 60));
      scan.kill();
      await scan.ended;
      const { calls, output } = told(database);
      expect(calls).toBeLessThanOrEqual(history.truth.calls);
      expect(output).toBeLessThanOrEqual(history.truth.output);
    }
    history.finish();
    expect(await startScan(command).ended).toEqual({ code: 0, stderr: '' });
    expect(told(database)).toEqual(whole(history));
  });

  test('that runs twice at the same time tells what one tells', async () => {
    const { folder, database, command } = await place();
    const history = beginHistory(folder);
    for (let round = 0; round < 3; round += 1) {
      history.grow(40);
      history.finish();
      const ends = await Promise.all([startScan(command).ended, startScan(command).ended]);
      expect(ends).toEqual(ends.map(() => ({ code: 0, stderr: '' })));
      expect(told(database)).toEqual(whole(history));
    }
  });

  test('on a disk that fills says so, keeps what it has, and goes on when there is room', async (context) => {
    context.skip(!canMount(), 'needs unshare and mount');
    const { folder, database, command } = await place();
    const history = beginHistory(folder);
    history.grow(150);
    history.finish();
    const disk = join(folder, '..', 'disk');
    mkdirSync(disk);
    const scan = [...SCAN_COMMAND, join(disk, 'ccx.db'), folder].map((word) => `'${word}'`).join(' ');
    const script = `
      mount -t tmpfs -o size=500k none '${disk}'
      ${scan} && exit 9
      ${scan} && exit 8
      mount -o remount,size=64m '${disk}'
      mkdir '${join(database, '..')}'
      ${scan} && cp '${disk}'/ccx.db* '${join(database, '..')}'`;
    const { stderr, code } = await startScan([...MOUNTING, 'sh', '-c', script]).ended;
    expect([code, stderr.match(/\[\w+\]/g)]).toEqual([0, ['[io_failed]', '[io_failed]']]);
    expect(stderr).toContain('The disk is full.');
    expect(told(database)).toEqual(whole(history));
    expect(await startScan(command).ended).toEqual({ code: 0, stderr: '' });
    expect(told(database)).toEqual(whole(history));
  });
});

/** What gives a command a tree of mounts of its own. */
const MOUNTING = ['unshare', '--mount', '--map-root-user'];

function canMount(): boolean {
  const [file = '', ...args] = MOUNTING;
  return spawnSync(file, [...args, 'mount', '-t', 'tmpfs', 'none', '/mnt'], { stdio: 'ignore' }).status === 0;
}
