import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { ProcessId } from '@ccx/contracts';
import { processId, treeMembers } from '@ccx/contracts/host';
import { CCX } from '../ccx-process.ts';

const WITH_LEASE = fileURLToPath(new URL('worker-main.ts', import.meta.url));
/** Items that one worker has in hand. */
const AT_ONCE = 3;
/** A variable by which all processes of one worker are known. */
const MARK = 'CRASH_WORKER';

/** A process that works at the backlog until it is told to stop, or dies. */
export interface Worker {
  /** As the queue names it: ends so. */
  readonly name: string;
  kill(): Promise<void>;
  /** Kills it and everything that came of it, as if the power had gone. */
  cutPower(): Promise<void>;
  freeze(): void;
  /** It and everything that came of it: nobody else can tell it from a machine that is suspended. */
  suspend(): Promise<void>;
  /** Goes on as if nothing was. */
  thaw(): void;
  /** Lets it finish what it does; throws when it did not end well. */
  stop(): Promise<void>;
}

export interface WorkerOptions {
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
  /** `null`: the built `ccx queue work`, with the lease that people have. */
  readonly leaseMs: number | null;
}

let started = 0;

export async function startWorker({ env, cwd, leaseMs }: WorkerOptions): Promise<Worker> {
  const args =
    leaseMs === null
      ? [CCX, 'queue', 'work', '--jsonl', '--concurrency', String(AT_ONCE)]
      : ['--conditions=@ccx/source', WITH_LEASE, String(leaseMs), String(AT_ONCE)];
  const mark = `${process.pid}-${(started += 1)}`;
  const child = spawn(process.execPath, args, {
    cwd,
    env: { ...env, [MARK]: mark },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let stderr = '';
  child.stderr.on('data', (text: Buffer) => (stderr += text.toString()));
  const gone = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', resolve);
  });
  const pid = child.pid ?? -1;
  const root = await idOf(pid);
  const frozen = new Map<number, ProcessId>();

  /** Until a reading finds nobody new: what is stopped starts nothing more. */
  async function suspend(): Promise<void> {
    child.kill('SIGSTOP');
    for (let found = 1; found > 0;) {
      const members = await treeMembers(root, { marker: { name: MARK, value: mark } });
      const fresh = members.filter((one) => one.pid !== pid && !frozen.has(one.pid));
      for (const one of fresh) {
        signal(one.pid, 'SIGSTOP');
        frozen.set(one.pid, one);
      }
      found = fresh.length;
    }
  }

  return {
    name: `/${pid}`,
    kill: async () => {
      child.kill('SIGKILL');
      await gone;
    },
    async cutPower() {
      await suspend();
      for (const one of [pid, ...frozen.keys()]) signal(one, 'SIGKILL');
      await gone;
    },
    freeze: () => void child.kill('SIGSTOP'),
    suspend,
    thaw() {
      for (const one of frozen.keys()) signal(one, 'SIGCONT');
      frozen.clear();
      child.kill('SIGCONT');
    },
    async stop() {
      child.kill('SIGINT');
      const code = await gone;
      if (code !== 0 && code !== 130) throw new Error(`a worker ended with ${code}: ${stderr}`);
    },
  };
}

async function idOf(pid: number): Promise<ProcessId> {
  const id = await processId(pid);
  if (id === null) throw new Error('a worker could not be started');
  return id;
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // It ended by itself before.
  }
}
