import { execFileSync } from 'node:child_process';
import { closeSync, constants, mkdirSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { AGENT_KINDS, AGENTS } from '@ccx/contracts';
import { refuse, say, unifiedLimits, until, useTool } from '@ccx/testkit';
import { describe, expect, test } from 'vitest';
import { need } from '../support/need.ts';
import { CCX_BIN } from '../support/places.ts';
import { startProgram } from '../support/program.ts';
import { NO_TRACE, traced, violations } from '../support/stance.ts';
import { canTrace } from '../support/system-trace.ts';
import type { World } from '../support/world.ts';
import { expectExit, openWorld } from '../support/world.ts';

/** Every command of ccx; all of them end well here. A new one joins this list. */
const COMMANDS = [
  ['--version'],
  ['--help'],
  ['help', 'run'],
  ['agents'],
  ['agents', '--json'],
  ['models', '--agent', 'claude'],
  ['statusline'],
  ['statusline', 'install'],
  ['statusline', 'status'],
  ['statusline', 'uninstall'],
  ['pick'],
  ['pick', '--refresh', '--explain'],
  ['use', 'claude', '--shell', 'bash'],
  ['use', '--unset', '--shell', 'fish'],
  ['init', 'zsh'],
  ['complete', '--', 'use', ''],
  ['profile'],
  ['profile', 'list', '--json'],
  ['profile', 'add', 'work', '--json'],
  ['profile', 'set', 'claude', '--priority', '5'],
  ['profile', 'show', 'claude'],
  ['profile', 'hold', 'claude', '--until', '2h'],
  ['profile', 'release', 'claude'],
  ['profile', 'whoami', 'claude'],
  ['profile', 'discover', '--all'],
  ['profile', 'current', '--explain'],
  ['profile', 'bind', 'claude'],
  ['profile', 'bindings'],
  ['profile', 'links', 'claude'],
  ['profile', 'export'],
  ['usage'],
  ['usage', 'monthly', '--by', 'profile', '--json'],
  ['usage', 'session', '--csv'],
  ['usage', 'blocks', '--active'],
  ['usage', '--audit'],
  ['fleet'],
  ['fleet', '--all', '--json'],
  ['ps', '--state', 'waiting'],
  ['fleet', 'reap', '--json'],
  ['queue'],
  ['queue', 'add', 'do it', '--json'],
  ['queue', 'plan'],
  ['queue', 'stats', '--json'],
  ['queue', 'pause', '--until', '+1h'],
  ['queue', 'events'],
  ['queue', 'export'],
  ['queue', 'work', '--idle-exit'],
  ['demo'],
  ['run', 'do it', '--permission', 'full'],
  ['run', 'do it', '--permission', 'full', '--json'],
  ['run', 'do it', '--permission', 'full', '--jsonl'],
  ['run', 'do it', '--permission', 'full', '--raw'],
].map((args) => ({ args, line: args.join(' ') }));

const HEADERS = unifiedLimits({
  fiveHour: { status: 'allowed', utilization: 0.2, resetsAt: new Date(Date.now() + 3_600_000) },
});
const SCRIPT = [useTool('Bash', { command: 'echo tool' }, { headers: HEADERS }), say('Done.', { headers: HEADERS })];

describe('ccx under strace', () => {
  test('ccx queue work with something to do opens no credential file and connects to nothing outside', async (context) => {
    need(context, canTrace(), NO_TRACE);
    const world = await openWorld({ login: 'subscription', respond: SCRIPT });
    expectExit(await world.ccx(['queue', 'add', 'do it', '--permission', 'full']), 0);
    const { end, calls } = await traced(world, [CCX_BIN, 'queue', 'work', '--idle-exit']);
    expectExit(end, 0);
    expect(violations(calls)).toEqual([]);
    expect(
      calls.some(({ side, call }) => side === 'vendor' && call === 'open'),
      'an agent ran',
    ).toBe(true);
  });

  test.for(COMMANDS)(
    'ccx $line opens no credential file and connects to nothing outside',
    async ({ args }, context) => {
      need(context, canTrace(), NO_TRACE);
      const world = await openWorld({ login: 'subscription', respond: SCRIPT });
      const { end, calls } = await traced(world, [CCX_BIN, ...args]);
      expectExit(end, 0);
      expect(violations(calls)).toEqual([]);
      expect(calls.some(({ side, call }) => side === 'ours' && call === 'open')).toBe(true);
      // The eye is open: it saw the vendor do both.
      if (args[0] !== 'run') return;
      const vendor = calls.filter(({ side }) => side === 'vendor');
      expect(vendor.some(({ target }) => target.endsWith('/.credentials.json'))).toBe(true);
      expect(vendor.some(({ call }) => call === 'connect')).toBe(true);
    },
  );

  test('neither does any command that needs an account of its own first', async (context) => {
    need(context, canTrace(), NO_TRACE);
    const world = await openWorld({ login: 'subscription', respond: say('Done.') });
    const accounts = join(world.home.tmp, 'accounts.toml');
    const ccusage = join(world.home.tmp, 'ccusage.json');
    writeFileSync(ccusage, '{"daily":[]}');
    writeFileSync(accounts, '[[profile]]\nname = "spare"\nagent = "claude"\nconfig_dir = "~/.claude-spare"\n');
    for (const args of [
      ['profile', 'add', 'work'],
      ['profile', 'bind', 'claude'],
      ['profile', 'unbind'],
      ['profile', 'link', 'work', '--from', 'claude', '--dry-run'],
      ['profile', 'link', 'work', '--from', 'claude', '--history'],
      ['profile', 'unlink', 'work', '--history'],
      ['profile', 'rename', 'work', 'office'],
      ['profile', 'rm', 'office'],
      ['profile', 'import', accounts],
      ['run', 'do it', '--only', 'claude,spare', '--explain'],
      ['exec', '--profile', 'claude', '--', '--version'],
      ['usage', 'import-check', ccusage],
    ]) {
      const { end, calls } = await traced(world, [CCX_BIN, ...args]);
      expectExit(end, 0);
      expect(violations(calls)).toEqual([]);
    }
  });

  test('a limit changes nothing about it', async (context) => {
    need(context, canTrace(), NO_TRACE);
    const headers = unifiedLimits({
      fiveHour: { status: 'rejected', utilization: 1, resetsAt: new Date(Date.now() + 3_600_000) },
    });
    const world = await openWorld({ login: 'subscription', respond: refuse(429, 'rate_limit_error', 'no', headers) });
    const { end, calls } = await traced(world, [CCX_BIN, 'run', 'do it', '--json']);
    expectExit(end, 75);
    expect(violations(calls)).toEqual([]);
  });

  test('a program of ours that did either would be found', async (context) => {
    need(context, canTrace(), NO_TRACE);
    const world = await openWorld({ login: 'subscription' });
    // 192.0.2.1 belongs to nobody, and connecting a datagram socket sends nothing.
    const script = `
      require('node:fs').readFileSync(process.env.HOME + '/.claude/.credentials.json');
      const socket = require('node:dgram').createSocket('udp4');
      socket.on('error', () => socket.close()).connect(9, '192.0.2.1', () => socket.close());`;
    const { calls } = await traced(world, ['-e', script]);
    expect(violations(calls).map((text) => text.replace(/^\d+ /, ''))).toEqual([
      `open ${join(world.home.home, '.claude/.credentials.json')}`,
      'connect 192.0.2.1:9',
    ]);
  });
});

/** Claude Code as far as ccx needs it here; it touches no file. */
const STAND_IN = `#!/bin/sh
case "$1" in
  auth) echo '{"loggedIn": true, "authMethod": "claude.ai"}'; exit 0 ;;
  --version) echo '2.1.329 (Claude Code)'; exit 0 ;;
esac
while read -r line; do :; done
echo '{"type":"system","subtype":"init","session_id":"s","model":"m","cwd":"/","uuid":"u1"}'
echo '{"type":"result","subtype":"success","is_error":false,"terminal_reason":"completed","result":"fine","session_id":"s","uuid":"u2","num_turns":1,"total_cost_usd":0,"usage":{"input_tokens":1,"output_tokens":1},"modelUsage":{},"permission_denials":[],"result_index":0}'
`;

describe('ccx where every credential file is a FIFO', () => {
  // The real CLI would wait here for a browser.
  const login = { args: ['profile', 'login', 'claude'], line: 'profile login claude' };

  test.for([...COMMANDS, login])('ccx $line waits on none of them', async ({ args }) => {
    const world = await openWorld({ login: 'none' });
    const fifos = plantFifos(world);
    const bin = join(world.home.tmp, 'bin');
    mkdirSync(bin);
    writeFileSync(join(bin, 'claude'), STAND_IN, { mode: 0o755 });
    const program = world.startCcx(args, { env: { PATH: `${bin}:/usr/bin:/bin` }, input: '' });
    let over = false;
    void program.ended.finally(() => (over = true));
    const opened = await until(() => fifos.find(isOpenForReading) ?? (over ? 'none' : null), {
      deadlineMs: 60_000,
      pollMs: 5,
      what: 'the end of ccx',
    });
    expect(opened).toBe('none');
    const end = await program.ended;
    expectExit(end, 0);
  });

  test('a program of ours that opened one would be found', async () => {
    const world = await openWorld({ login: 'none' });
    const [fifo = ''] = plantFifos(world);
    const program = startProgram('/bin/cat', [fifo], { env: world.env, cwd: world.home.cwd });
    expect(await until(() => isOpenForReading(fifo), { what: 'the reader' })).toBe(true);
    await program.ended;
  });
});

function plantFifos(world: World): readonly string[] {
  return AGENT_KINDS.map((kind) => {
    const { defaultConfigDir, credentialFile } = AGENTS[kind];
    const fifo = join(world.home.home, defaultConfigDir, credentialFile);
    mkdirSync(dirname(fifo), { recursive: true, mode: 0o700 });
    rmSync(fifo, { force: true });
    execFileSync('mkfifo', ['-m', '600', fifo]);
    return fifo;
  });
}

/** A reader that waits for a writer counts. It then reads an empty file, so that nothing hangs. */
function isOpenForReading(fifo: string): boolean {
  try {
    closeSync(openSync(fifo, constants.O_WRONLY | constants.O_NONBLOCK));
    return true;
  } catch {
    return false;
  }
}
