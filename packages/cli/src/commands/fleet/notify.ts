import { spawn } from 'node:child_process';
import type { FleetChange } from '@ccx/fleet';
import { memberName } from '../../fleet-view/member-name.ts';
import type { Terminal } from '../../render/terminal.ts';

/**
 * Tells the person when one begins to wait: by their own command, which finds out by its environment who it is, else by
 * the bell of a terminal.
 */
export function notifier(command: string | null, { stdout, stderr }: Terminal): (change: FleetChange) => void {
  return ({ type, member, before }) => {
    if (type === 'gone' || member.state.is !== 'waiting' || before === 'waiting') return;
    if (command === null) {
      if (stdout.isTty) stdout.write('\u0007');
      return;
    }
    const env = {
      ...process.env,
      CCX_FLEET_NAME: memberName(member),
      CCX_FLEET_PID: String(member.process.pid),
      CCX_FLEET_WHY: member.state.why,
      CCX_FLEET_CWD: member.cwd ?? '',
      CCX_FLEET_SESSION: member.sessionId ?? '',
      CCX_FLEET_TARGET: member.target,
    };
    // What it prints would stand in the middle of the screen.
    const child = spawn(command, { shell: true, stdio: 'ignore', env });
    child.on('error', (error) => stderr.write(` --notify could not be run: ${error.message}\n`));
    child.unref();
  };
}
