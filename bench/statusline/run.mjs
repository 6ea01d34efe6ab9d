// How long `ccx statusline` takes beyond Node itself, however long the history. Usage: node bench/statusline/run.mjs [rounds]
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const reachMs = 30;
const transcriptBytes = 200 * 1024 * 1024;
const keptCalls = 100_000;
const rounds = Number(process.argv[2] ?? 40);
const bin = fileURLToPath(new URL('../../packages/cli/dist/bin.js', import.meta.url));

if (!Number.isInteger(rounds) || rounds < 1)
  fail(`The number of rounds is a whole number from 1, not "${process.argv[2]}".`);
if (!existsSync(bin)) fail('ccx is not built: run `npm start -- --version` once.');

const home = mkdtempSync(join(tmpdir(), 'ccx-bench-'));
try {
  process.exitCode = run() ? 0 : 1;
} finally {
  rmSync(home, { recursive: true, force: true });
}

function run() {
  const project = join(home, '.claude/projects/-home-ada-shop');
  mkdirSync(project, { recursive: true });
  const transcript = join(project, 'a.jsonl');
  const line = `${JSON.stringify({ type: 'user', message: { content: 'x'.repeat(1000) } })}\n`;
  writeFileSync(transcript, line.repeat(Math.ceil(transcriptBytes / line.length)));
  writeFileSync(join(project, 'calls.jsonl'), calls());
  time({ name: 'ccx usage', args: [bin, 'usage', '--json'], input: () => '' });

  let percent = 0;
  const programs = [
    { name: 'node -e 0', args: ['-e', '0'], input: () => '' },
    { name: 'no numbers', args: [bin, 'statusline'], input: () => told(transcript, null) },
    { name: 'same numbers', args: [bin, 'statusline'], input: () => told(transcript, 0) },
    {
      name: 'with costs',
      args: [bin, 'statusline', '--format', '{session} {today} {window}'],
      input: () => told(transcript, 0),
    },
    { name: 'new numbers', args: [bin, 'statusline'], input: () => told(transcript, (percent += 0.01)) },
  ];
  for (const program of programs) time(program); // fills the compile cache and the page cache

  // One round runs each once, so that a busy machine burdens all alike; the figures are medians of what each takes
  // beyond Node in its own round.
  const samples = Array.from({ length: rounds }, () => programs.map(time));

  process.stdout.write(
    `Node ${process.versions.node}, ${cpus().length} CPUs, load ${loadavg()[0].toFixed(1)}, ${rounds} rounds, ` +
      `a transcript of ${transcriptBytes / 1024 / 1024} MB, ${keptCalls} calls kept\n`,
  );
  process.stdout.write(
    `${'ccx statusline'.padEnd(15)}${'median ms'.padStart(10)}${'over node'.padStart(11)}${'ratio'.padStart(7)}\n`,
  );
  let reached = true;
  for (const [index, { name }] of programs.entries()) {
    const total = median(samples.map((round) => round[index]));
    const over = median(samples.map((round) => round[index] - round[0]));
    const ratio = median(samples.map((round) => round[index] / round[0]));
    reached &&= over <= reachMs;
    const cells = [total.toFixed(1).padStart(10), `+${over.toFixed(1)}`.padStart(11), ratio.toFixed(2).padStart(7)];
    process.stdout.write(`${name.padEnd(15)}${cells.join('')}\n`);
  }
  process.stdout.write(`${reached ? 'within' : 'beyond'} the reach of node + ${reachMs} ms\n`);
  return reached;
}

/** Calls of three models over the last 30 days, a hundredth of them in the last five hours, as Claude Code 2.1.329 writes them. */
function calls() {
  const models = ['claude-opus-5-5', 'claude-sonnet-5-5', 'claude-haiku-5-5'];
  const now = Date.now();
  const lines = Array.from({ length: keptCalls }, (_, index) => {
    const back = index % 100 === 0 ? (index / keptCalls) * 5 : (index / keptCalls) * 30 * 24;
    const usage = {
      input_tokens: 10,
      output_tokens: 500,
      cache_read_input_tokens: 40_000,
      cache_creation_input_tokens: 900,
    };
    return JSON.stringify({
      type: 'assistant',
      message: { id: `msg_${index}`, type: 'message', role: 'assistant', model: models[index % 3], content: [], usage },
      requestId: `req_${index}`,
      uuid: `u${index}`,
      timestamp: new Date(now - back * 3_600_000).toISOString(),
      cwd: `/home/ada/shop-${index % 7}`,
      sessionId: `s${index % 400}`,
      version: '2.1.329',
    });
  });
  return `${lines.join('\n')}\n`;
}

/** What Claude Code 2.1.329 tells its status line, as far as ccx reads it. */
function told(transcript, percent) {
  const resets_at = Math.ceil(Date.now() / 3_600_000) * 3600 + 3600;
  return JSON.stringify({
    session_id: 'b2aff2de-5274-4a3c-856d-333a8d9910cf',
    transcript_path: transcript,
    model: { id: 'claude-opus-5-5', display_name: 'Opus 5.5' },
    version: '2.1.329',
    cost: { total_cost_usd: 0.31 },
    context_window: { used_percentage: percent },
    ...(percent !== null && { rate_limits: { five_hour: { used_percentage: 1 + percent, resets_at } } }),
  });
}

function time({ name, args, input }) {
  const env = { PATH: process.env.PATH, HOME: home };
  const stdin = input();
  const startedAt = performance.now();
  const { status, stderr } = spawnSync(process.execPath, args, { env, input: stdin, encoding: 'utf8', maxBuffer: 1e9 });
  const tookMs = performance.now() - startedAt;
  if (status !== 0 || stderr !== '') fail(`${name} ended with ${status}:\n${stderr}`);
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
