import { spawn } from 'node:child_process';
import { processId } from '@ccx/contracts/host';
import { until } from '@ccx/testkit';
import { expect, onTestFinished, test } from 'vitest';
import { sendToMember } from '../../src/control/send-to-member.ts';
import { lookAtProcesses } from '../../src/processes/look.ts';
import { makeMember } from '../make-member.ts';

test.runIf(process.platform === 'linux')(
  'nothing is typed into a session that is suspended, even by force',
  async () => {
    const child = spawn('sleep', ['300'], { stdio: 'ignore' });
    onTestFinished(() => void child.kill('SIGKILL'));
    const id = await processId(child.pid ?? 0);
    if (id === null) throw new Error('it has ended already');
    const member = { ...makeMember(), process: id, tmux: { socket: 'none', paneId: '%1', window: '@1' } };
    // What is not suspended comes as far as its pane, which is not there.
    expect(await sendToMember(member, 'hi', { force: true })).toMatchObject({
      done: false,
      why: expect.not.stringContaining('suspended'),
    });
    child.kill('SIGSTOP');
    await until(async () => {
      const row = (await lookAtProcesses()).find(id.pid);
      return row !== null && row !== 'hidden' && row.state === 'stopped';
    });
    expect(await sendToMember(member, 'hi', { force: true })).toMatchObject({
      done: false,
      why: 'It is suspended: fg in its shell goes on.',
      typed: false,
    });
  },
);
