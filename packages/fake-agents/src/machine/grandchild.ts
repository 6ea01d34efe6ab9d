import { spawn } from 'node:child_process';
import { appendFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { durationMs } from '../scenario/duration.ts';
import type { GrandchildStep } from '../scenario/step.ts';
import type { Machine } from './machine.ts';

/** Speaks when its signal handlers stand, then waits for its end. */
const PROGRAM = `
const [ignoresTerm, lives] = process.argv.slice(1);
if (ignoresTerm === 'true') for (const name of ['SIGTERM', 'SIGINT', 'SIGHUP']) process.on(name, () => {});
setTimeout(() => process.exit(0), Number(lives));
require('node:fs').writeSync(3, '.');
`;

/** Starts the processes that the agent leaves behind, and waits until each has taken its stand. */
export async function startGrandchildren(step: GrandchildStep['grandchild'], machine: Machine): Promise<void> {
  const { count = 1, ignoresTerm = false, setsid = false, holdsStdout = false, lives = '60s', pidFile } = step;
  for (let index = 0; index < count; index += 1) {
    const child = spawn(
      process.execPath,
      ['-e', PROGRAM, String(ignoresTerm), String(durationMs(lives)), 'fake-agent-grandchild'],
      { stdio: ['ignore', holdsStdout ? 'inherit' : 'ignore', 'ignore', 'pipe'], detached: setsid, cwd: machine.cwd },
    );
    const ready = child.stdio[3];
    await new Promise<void>((done) => {
      ready?.once('data', () => done());
      child.once('exit', () => done());
      child.once('error', () => done());
    });
    ready?.destroy();
    child.unref();
    if (pidFile !== undefined) appendFileSync(resolve(machine.cwd, pidFile), `${child.pid ?? 0}\n`);
  }
}
