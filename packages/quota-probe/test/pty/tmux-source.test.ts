import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { findExecutable } from '@ccx/contracts/host';
import { describe, expect, test } from 'vitest';
import { claudeTmuxSource } from '../../src/claude/pty.ts';
import { probeQuota } from '../../src/probe-quota.ts';
import { livingWith, newMark } from './scripted.ts';
import { program, screenWorld } from './under-test.ts';

const QUOTA = { fiveHour: { percent: 42, resetsIn: '2h' }, sevenDay: { percent: 100, resetsIn: '4d' } };
const hasTmux = (await findExecutable(['tmux'], { env: process.env })) !== null;

describe('the screen in tmux', () => {
  test.runIf(hasTmux)(
    'is asked as on a terminal of ours, by a server that nobody else knows and that is gone',
    async () => {
      const mark = newMark();
      const scenario = { login: 'subscription', quota: QUOTA } as const;
      const world = await screenWorld({ agent: 'claude', make: claudeTmuxSource, scenario });
      const env = { ...world.env, [mark.name]: mark.value };
      const reading = await world.source.read(world.account, { env, signal: new AbortController().signal });
      expect(reading).toMatchObject({
        ok: true,
        snapshot: {
          windows: [
            { id: 'session', usedPercent: 42, source: 'tmux' },
            { id: 'weekly', usedPercent: 100, state: 'exhausted', source: 'tmux' },
          ],
        },
      });
      expect(await livingWith(mark)).toEqual([]);
      expect((await readdir(world.home.tmp)).filter((name) => name.startsWith('ccx-tmux'))).toEqual([]);
    },
  );

  test.runIf(hasTmux)('tells what a program drew that ended', async () => {
    const command = program(`process.stdout.write('Claude Code v9.9.9: goodbye')`);
    const world = await screenWorld({ agent: 'claude', make: claudeTmuxSource, command });
    const reading = await world.source.read(world.account, { env: world.env, signal: new AbortController().signal });
    expect(reading).toMatchObject({ ok: false, problem: { code: 'form-unknown' } });
    const [name = ''] = await readdir(join(world.home.home, 'ccx/frames'));
    expect(reading.ok ? '' : reading.problem.detail).toContain(name);
  });

  test.runIf(hasTmux)('is asked only by its name, whatever else may be asked', async () => {
    const { account, env } = await screenWorld({ agent: 'claude', make: claudeTmuxSource });
    const { file, args } = program('');
    const asked = { account, env, command: file, args, mayOpenWindow: true };
    const { tried } = await probeQuota(asked);
    expect(tried.map(({ source }) => source).slice(-2)).toEqual(['print', 'pty']);
    expect((await probeQuota({ ...asked, source: 'tmux' })).tried).toMatchObject([{ source: 'tmux' }]);
  });

  test('is missing where tmux is, and says so', async () => {
    const command = program('');
    const world = await screenWorld({ agent: 'claude', make: claudeTmuxSource, command });
    const env = { ...world.env, PATH: world.folder };
    const reading = await world.source.read(world.account, { env, signal: new AbortController().signal });
    expect(reading).toMatchObject({ problem: { code: 'unsupported', detail: 'tmux is not installed.' } });
  });
});
