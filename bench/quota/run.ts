/*
 * How fast quotas are read. Usage: node --conditions=@ccx/source bench/quota/run.ts [rounds] [figure...]
 * Figures: cached, control, rpc, claude-screen, codex-screen, idle; all of them without a name. On a built ccx with the
 * real CLIs of e2e/, against stand-ins for their vendors; 10 rounds take some minutes.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { probeQuota } from '../../packages/quota-probe/src/index.ts';
import { exchangeByHand } from './exchange.ts';
import { idleShare } from './idle.ts';
import { median } from './median.ts';
import { screenDelay } from './screen.ts';
import { openBenchWorld, type BenchWorld } from './world.ts';

const [first = '10', ...names] = process.argv.slice(2);
const rounds = Number(first);
if (!Number.isSafeInteger(rounds) || rounds < 1 || rounds > 100) {
  throw new Error('The number of rounds is a whole number from 1 to 100.');
}

interface Figure {
  readonly said: string;
  readonly within: boolean;
}

/** Runs a pair one after the other, so that a busy machine burdens both alike. */
async function pairs(one: () => Promise<number>, other: () => Promise<number>): Promise<readonly [number, number][]> {
  const taken: [number, number][] = [];
  await one();
  await other();
  for (let round = 0; round < rounds; round += 1) taken.push([await one(), await other()]);
  return taken;
}

async function cached(): Promise<Figure> {
  const dir = mkdtempSync(join(tmpdir(), 'ccx-bench-'));
  const script = fileURLToPath(new URL('cached.ts', import.meta.url));
  const run = async (mode: string): Promise<number> => {
    const startedMs = performance.now();
    const { status, stderr } = spawnSync(process.execPath, ['--conditions=@ccx/source', script, mode, dir]);
    if (status !== 0) throw new Error(String(stderr));
    return performance.now() - startedMs;
  };
  try {
    await run('fill');
    const taken = await pairs(
      () => run('load'),
      () => run('read'),
    );
    const over = median(taken.map(([load, read]) => read - load));
    const ratio = median(taken.map(([load, read]) => read / load));
    return {
      said: `+${over.toFixed(1)} ms over start-up, ${ratio.toFixed(2)} times (reach: + 10 ms)`,
      within: over <= 10,
    };
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

async function exchange(which: 'control' | 'rpc', world: BenchWorld): Promise<Figure> {
  const agent = which === 'control' ? 'claude' : 'codex';
  const probe = async (): Promise<number> => {
    const startedMs = performance.now();
    const { reading } = await probeQuota({ agent, source: which, env: world.env, cwd: world.folder });
    if (!reading.ok) throw new Error(`${which}: ${reading.problem.code}: ${reading.problem.detail}`);
    return performance.now() - startedMs;
  };
  const taken = await pairs(() => exchangeByHand(which, world), probe);
  const ratio = median(taken.map(([byHand, probed]) => probed / byHand));
  const [byHand, probed] = [0, 1].map((at) => median(taken.map((pair) => pair[at] ?? Number.NaN)));
  return {
    said: `${ratio.toFixed(2)} times the exchange by hand, ${byHand?.toFixed(0)} and ${probed?.toFixed(0)} ms (reach: 1.15)`,
    within: ratio <= 1.15,
  };
}

async function screen(agent: 'claude' | 'codex', world: BenchWorld): Promise<Figure> {
  const delays: number[] = [];
  for (let round = 0; round < rounds; round += 1) delays.push(await screenDelay(agent, world));
  const delay = median(delays);
  return { said: `${delay.toFixed(0)} ms after the value is on the screen (reach: 400 ms)`, within: delay <= 400 };
}

async function idle(world: BenchWorld): Promise<Figure> {
  const share = await idleShare(world, 60);
  return { said: `${share.toFixed(2)} % of a CPU over 60 s (reach: 0.2 %)`, within: share <= 0.2 };
}

const world = await openBenchWorld();
const figures: Readonly<Record<string, () => Promise<Figure>>> = {
  cached,
  control: () => exchange('control', world),
  rpc: () => exchange('rpc', world),
  'claude-screen': () => screen('claude', world),
  'codex-screen': () => screen('codex', world),
  idle: () => idle(world),
};
try {
  for (const name of names.length > 0 ? names : Object.keys(figures)) {
    const figure = figures[name];
    if (figure === undefined)
      throw new Error(`There is no figure "${name}"; there are ${Object.keys(figures).join(', ')}.`);
    const { said, within } = await figure();
    process.stdout.write(`${name.padEnd(14)} ${said}${within ? '' : '   BEYOND'}\n`);
    if (!within) process.exitCode = 1;
  }
  process.stdout.write(`Node ${process.versions.node}, load ${loadavg()[0]?.toFixed(1)}, ${rounds} rounds\n`);
} finally {
  await world.close();
}
