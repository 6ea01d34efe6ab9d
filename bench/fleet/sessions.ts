/** Sessions of Claude Code that a bench makes up: their files are as the CLI writes them, their processes sleep. */
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, readlinkSync, rmSync, writeFileSync } from 'node:fs';
import { randomUUID } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const TRANSCRIPT = new URL(
  '../../packages/fleet/test/fixtures/claude/tui-session-life.transcript.jsonl',
  import.meta.url,
);

export interface BenchFleet {
  readonly home: string;
  readonly configDir: string;
  /** Writes the record of a living session anew. */
  readonly write: (at: number, status: string) => void;
  readonly end: () => void;
}

/** A home with the files of `living` sessions whose processes live, and of `dead` ones whose processes do not. */
export async function openSessions(living: number, dead: number): Promise<BenchFleet> {
  const home = realpathSync(mkdtempSync(join(tmpdir(), 'ccx-bench-fleet-')));
  const configDir = join(home, '.claude');
  const work = join(home, 'work');
  const project = join(configDir, 'projects', work.replaceAll(/[^a-z0-9]/gi, '-'));
  for (const folder of ['sessions', 'goals', 'runtime']) mkdirSync(join(configDir, folder), { recursive: true });
  for (const folder of [work, project]) mkdirSync(folder, { recursive: true });
  const transcript = readFileSync(TRANSCRIPT, 'utf8');
  const sleepers = Array.from({ length: living }, () => spawn('sleep', ['3600'], { stdio: 'ignore' }));
  const ids = sleepers.map(() => randomUUID());
  const record = (pid: number, sessionId: string, procStart: string, status: string): void =>
    writeFileSync(
      join(configDir, 'sessions', `${pid}.json`),
      JSON.stringify({
        pid,
        sessionId,
        cwd: work,
        startedAt: Date.now() - 60_000,
        procStart,
        version: '2.1.329',
        peerProtocol: 1,
        kind: 'interactive',
        entrypoint: 'cli',
        pidDomain: `linux:${machineId()}:${readlinkSync('/proc/self/ns/pid')}`,
        name: `work-${pid}`,
        nameSource: 'derived',
        status,
        updatedAt: Date.now(),
        statusUpdatedAt: Date.now(),
      }),
    );
  const write = (at: number, status: string): void => {
    const pid = pidOf(sleepers[at]);
    record(pid, ids[at] ?? '', startOf(pid), status);
  };
  for (const [at, sessionId] of ids.entries()) {
    write(at, ['idle', 'busy', 'waiting'][at % 3] ?? 'idle');
    writeFileSync(join(project, `${sessionId}.jsonl`), transcript);
    writeFileSync(join(configDir, 'runtime', `${sessionId}.json`), '{"ctx_pct":42}');
    if (at % 2 === 0) writeFileSync(join(configDir, 'goals', `${sessionId}.json`), '{"goal":"Mend the login"}');
  }
  for (let at = 0; at < dead; at += 1) record(4_100_000 + at, randomUUID(), '1', 'busy');
  return {
    home,
    configDir,
    write,
    end: () => {
      for (const child of sleepers) child.kill('SIGKILL');
      rmSync(home, { recursive: true, force: true });
    },
  };
}

function pidOf(child: ChildProcess | undefined): number {
  if (child?.pid === undefined) throw new Error('sleep could not be started');
  return child.pid;
}

function startOf(pid: number): string {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '';
}

function machineId(): string {
  try {
    return readFileSync('/etc/machine-id', 'utf8').trim();
  } catch {
    return '';
  }
}
