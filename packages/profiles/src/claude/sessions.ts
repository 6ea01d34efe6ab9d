import { readdir, readFile } from 'node:fs/promises';
import { constants, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { CcxError } from '@ccx/contracts';
import { isAlive, processDomain } from '@ccx/contracts/host';
import { fieldsOf, textOf, type Fields } from '../fields.ts';
import type { LiveSession } from '../live/live-session.ts';

/** A pipe under such a name would be waited for without end. */
const NO_WAITING = constants.O_RDONLY | constants.O_NONBLOCK;

/**
 * Sessions by Claude Code's own files `sessions/PID.json` (2.1.329, 2026-11-21). A process that was killed leaves its
 * file behind, so pid and start time decide: `procStart` is field 22 of `/proc/PID/stat`, as text. A file that says
 * nothing of use counts as long as its pid lives; one of another machine or pid namespace counts until it is gone.
 */
export async function claudeSessions(configDir: string): Promise<readonly LiveSession[]> {
  const folder = join(configDir, 'sessions');
  const names = await readdir(folder).catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw new CcxError('io_failed', `Whether sessions live cannot be read from "${folder}".`, { cause: error });
  });
  // The keys that lie beside them carry a dot more and are never opened.
  const found = await Promise.all(
    names.filter((name) => /^[1-9]\d*\.json$/.test(name)).map((name) => read(folder, name)),
  );
  return found.filter((one) => one !== null);
}

async function read(folder: string, name: string): Promise<LiveSession | null> {
  const path = join(folder, name);
  const record = await recordIn(path);
  const pid = Number.parseInt(name, 10);
  const foreign = isForeign(textOf(record['pidDomain']));
  const procStart = textOf(record['procStart']);
  const alive = foreign ? null : await lives(pid, procStart);
  if (alive === false) return null;
  return {
    pid,
    startedAt: procStart,
    sessionId: textOf(record['sessionId']),
    cwd: textOf(record['cwd']),
    kind: 'session',
    why: foreign
      ? `${path} was written in a container or on another machine, where it cannot be looked for; if that session is over, remove the file`
      : `${path} says that process ${pid} is a session`,
  };
}

/** `null`: cannot be told. */
async function lives(pid: number, procStart: string | null): Promise<boolean | null> {
  if (process.platform === 'linux' && procStart !== null && /^\d+$/.test(procStart)) {
    return isAlive({ pid, startedAt: procStart, domain: await processDomain() });
  }
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

/** `linux:MACHINE:pid:[INODE]`: the machine's id as in `/etc/machine-id`, and the pid namespace. */
function isForeign(pidDomain: string | null): boolean {
  const [, machine, namespace] = /^linux:([^:]*):(pid:\[\d+\])$/.exec(pidDomain ?? '') ?? [];
  if (machine === undefined || process.platform !== 'linux') return false;
  if (namespace !== readlinkSync('/proc/self/ns/pid')) return true;
  try {
    const own = readFileSync('/etc/machine-id', 'utf8').trim();
    return own !== '' && own !== machine;
  } catch {
    return false;
  }
}

/** Nothing for a file that is torn, strange or gone meanwhile. */
async function recordIn(path: string): Promise<Fields> {
  try {
    const value: unknown = JSON.parse(await readFile(path, { encoding: 'utf8', flag: NO_WAITING }));
    return fieldsOf(value) ?? {};
  } catch {
    return {};
  }
}
