/** The exchanges that `control` and `rpc` have with the real CLIs, by hand: the same lines, nothing else done with them. */
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { HEADLESS_ARGS } from '../../packages/quota-probe/src/claude/headless.ts';
import type { BenchWorld } from './world.ts';

interface Exchange {
  readonly file: string;
  readonly args: readonly string[];
  readonly first: readonly object[];
  /** What is written after the answer with this id. */
  readonly next?: { readonly after: unknown; readonly lines: readonly object[] };
  readonly awaited: readonly unknown[];
  readonly idOf: (message: Record<string, unknown>) => unknown;
}

const STREAM = ['-p', '--input-format', 'stream-json', '--output-format', 'stream-json', '--verbose'];

const EXCHANGES: Readonly<Record<'control' | 'rpc', Exchange>> = {
  control: {
    file: 'claude',
    args: [...STREAM, ...HEADLESS_ARGS],
    first: [
      { type: 'control_request', request_id: 'usage', request: { subtype: 'get_usage', skip_behaviors: true } },
      { type: 'control_request', request_id: 'status', request: { subtype: 'get_status' } },
      { type: 'control_request', request_id: 'version', request: { subtype: 'get_binary_version' } },
    ],
    awaited: ['usage', 'status', 'version'],
    idOf: ({ response }) =>
      typeof response === 'object' && response !== null && 'request_id' in response ? response.request_id : undefined,
  },
  rpc: {
    file: 'codex',
    args: ['app-server'],
    first: [
      {
        id: 1,
        method: 'initialize',
        params: { clientInfo: { name: 'ccx', title: 'ccx', version: '0' }, capabilities: null },
      },
    ],
    next: {
      after: 1,
      lines: [
        { method: 'initialized' },
        { id: 2, method: 'account/read', params: {} },
        { id: 3, method: 'account/rateLimits/read', params: { excludeResetCreditDetails: true } },
      ],
    },
    awaited: [2, 3],
    idOf: ({ id }) => id,
  },
};

/** How long the exchange takes until the CLI has ended, in milliseconds. */
export async function exchangeByHand(which: 'control' | 'rpc', { env, folder }: BenchWorld): Promise<number> {
  const { file, args, first, next, awaited, idOf } = EXCHANGES[which];
  const startedMs = performance.now();
  const child = spawn(file, args, { cwd: folder, env: { ...env }, stdio: ['pipe', 'pipe', 'ignore'] });
  const ended = new Promise((resolve) => child.once('close', resolve));
  const write = (lines: readonly object[]): void => {
    child.stdin.write(lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
  };
  const missing = new Set(awaited);
  const deadline = setTimeout(() => child.kill('SIGKILL'), 30_000);
  write(first);
  for await (const line of createInterface({ input: child.stdout })) {
    const id = idOf(JSON.parse(line));
    if (next !== undefined && id === next.after) write(next.lines);
    missing.delete(id);
    if (missing.size === 0) child.stdin.end();
  }
  await ended;
  clearTimeout(deadline);
  if (missing.size > 0) throw new Error(`${file} did not answer ${[...missing].join(', ')}`);
  return performance.now() - startedMs;
}
