import { spawn } from 'node:child_process';
import { Socket } from 'node:net';

/**
 * A shell beside a program, in a session of its own, with nothing but a pipe from this process. When this process dies,
 * in whatever way, the kernel closes the pipe, and the shell ends the program's group: politely, then for good.
 */
const GUARD = 'read -r _; kill -s TERM -- "-$1"; sleep 2; kill -s KILL -- "-$1"';

/** Ends a process group when this process dies. Call what it returns when the group is gone. */
export function guardGroup(leader: number): () => void {
  const guard = spawn('/bin/sh', ['-c', GUARD, 'ccx-probe-guard', String(leader)], {
    detached: true,
    cwd: '/',
    env: { PATH: '/usr/bin:/bin' },
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  // Where there is no shell nothing guards, and the probe goes on.
  guard.on('error', () => {});
  guard.stdin.on('error', () => {});
  guard.unref();
  if (guard.stdin instanceof Socket) guard.stdin.unref();
  return () => {
    // Before the pipe closes, because the number may belong to another group by then.
    guard.kill('SIGKILL');
  };
}
