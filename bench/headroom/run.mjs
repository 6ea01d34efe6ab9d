// How long `ccx use NAME` and `ccx pick` take beyond Node itself, with 20 accounts of which the quota is remembered.
// Usage: node bench/headroom/run.mjs [rounds]
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ACCOUNTS = 20;
const rounds = Number(process.argv[2] ?? 40);
const bin = fileURLToPath(new URL('../../packages/cli/dist/bin.js', import.meta.url));

if (!Number.isInteger(rounds) || rounds < 1) {
  fail(`The number of rounds is a whole number from 1, not "${process.argv[2]}".`);
}
if (!existsSync(bin)) fail('ccx is not built: run `npm start -- --version` once.');

const home = realpathSync(mkdtempSync(join(tmpdir(), 'ccx-bench-')));
try {
  await prepare();
  process.exitCode = run() ? 0 : 1;
} finally {
  rmSync(home, { recursive: true, force: true });
}

/** What many months of use leave behind: accounts with names, each with its last numbers and a login that was seen. */
async function prepare() {
  const { createQuotaCache } = await import('../../packages/quota-probe/dist/index.js');
  const { openHealth } = await import('../../packages/profiles/dist/index.js');
  const cache = createQuotaCache({ dir: join(home, 'ccx/quota') });
  const health = openHealth({ dir: join(home, 'ccx') });
  const names = Array.from({ length: ACCOUNTS }, (_, at) => `account-${at}`);
  const now = new Date().toISOString();
  for (const [at, name] of names.entries()) {
    const configDir = join(home, `.claude-${name}`);
    mkdirSync(configDir);
    const account = { agent: 'claude', configDir, id: `claude:${configDir}` };
    const windows = [window('session', (at * 7) % 100, 5), window('weekly', (at * 13) % 90, 168)];
    const snapshot = { schemaVersion: 1, account, cliVersion: '2.1.329', windows, plan: 'max', login: null };
    await cache.write({ ok: true, snapshot }, account);
    health.saveProfileHealth({ accountId: account.id, checkedAt: now, authStatus: 'ok', authDetail: 'Logged in.' });
  }
  const tables = names.map(
    (name) => `[[profile]]\nname = "${name}"\nagent = "claude"\nconfig_dir = "~/.claude-${name}"\n`,
  );
  writeFileSync(join(home, 'ccx/profiles.toml'), tables.join('\n'));
}

function window(id, usedPercent, hours) {
  return {
    id,
    label: id,
    appliesTo: null,
    usedPercent,
    bound: 'exact',
    amount: null,
    resetsAt: new Date(Date.now() + hours * 1_800_000).toISOString(),
    resetRaw: null,
    windowMinutes: hours * 60,
    state: 'ok',
    source: 'control',
    capturedAt: new Date().toISOString(),
  };
}

function run() {
  const programs = [
    { name: 'node -e 0', args: ['-e', '0'], reachMs: 0 },
    { name: 'ccx use NAME', args: [bin, 'use', 'account-7', '--shell', 'bash'], reachMs: 30 },
    { name: 'ccx pick', args: [bin, 'pick'], reachMs: 60 },
  ];
  for (const { args } of programs) time(args); // fills the compile cache and the page cache

  // One round runs each program once, so that a busy machine burdens all alike; the figures are medians of what each
  // takes beyond Node in its own round.
  const samples = Array.from({ length: rounds }, () => programs.map(({ args }) => time(args)));

  process.stdout.write(
    `Node ${process.versions.node}, ${cpus().length} CPUs, load ${loadavg()[0].toFixed(1)}, ${rounds} rounds, ${ACCOUNTS} accounts\n`,
  );
  process.stdout.write(
    `${'program'.padEnd(14)}${'median ms'.padStart(10)}${'over node'.padStart(11)}${'ratio'.padStart(7)}${'reach'.padStart(8)}\n`,
  );
  let reached = true;
  for (const [index, { name, reachMs }] of programs.entries()) {
    const total = median(samples.map((round) => round[index]));
    const over = median(samples.map((round) => round[index] - round[0]));
    const ratio = median(samples.map((round) => round[index] / round[0]));
    reached &&= over <= reachMs;
    const cells = [total.toFixed(1).padStart(10), `+${over.toFixed(1)}`.padStart(11), ratio.toFixed(2).padStart(7)];
    process.stdout.write(`${name.padEnd(14)}${cells.join('')}${index === 0 ? '' : `+${reachMs}`.padStart(8)}\n`);
  }
  return reached;
}

function time(args) {
  const startedAt = performance.now();
  const { status, stderr } = spawnSync(process.execPath, args, {
    stdio: ['ignore', 'ignore', 'pipe'],
    encoding: 'utf8',
    env: { HOME: home, CCX_HOME: join(home, 'ccx'), PATH: process.env.PATH },
  });
  const tookMs = performance.now() - startedAt;
  if (status !== 0) fail(`node ${args.join(' ')} ended with ${status}:\n${stderr}`);
  return tookMs;
}

function median(values) {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  return Number.isInteger(middle) ? (sorted[middle - 1] + sorted[middle]) / 2 : sorted[Math.floor(middle)];
}

function fail(message) {
  process.stderr.write(`${message}\n`);
  process.exit(2);
}
