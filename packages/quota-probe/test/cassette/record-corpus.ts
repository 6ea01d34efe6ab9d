// Makes the corpus from recordings of the real CLIs: node --conditions=@ccx/source test/cassette/record-corpus.ts CAPTURES
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { argv, stdout } from 'node:process';
import type { AgentKind, Instant } from '@ccx/contracts';
import { parseCast, type CastEvent } from '../../src/cassette/cast.ts';
import { keepCassette, type Recording } from '../../src/cassette/keep-cassette.ts';
import { playCast } from '../../src/cassette/play.ts';
import { systemClock } from '../../src/system-clock.ts';

const CORPUS = join(import.meta.dirname, '../../corpus');
const FOLDERS = { claude: 'claude-code', codex: 'codex', gemini: 'gemini' } as const;
const VERSIONS = { claude: '2.1.329', codex: '0.169.0', gemini: '0.61.0' } as const;

/** Which recordings, and when each was made, as far as its files say it: the minute counts where resets are shown. */
const CASES: readonly (readonly [AgentKind, capture: string, name: string, Instant])[] = [
  ['claude', 'pty-usage-normal', 'usage', '2026-11-21T01:21:06.000Z'],
  ['claude', 'pty-usage-zero', 'usage-zero', '2026-11-21T01:15:00.000Z'],
  ['claude', 'pty-usage-slow', 'usage-slow', '2026-11-21T01:15:00.000Z'],
  ['claude', 'pty-usage-no-terminal-answers', 'usage-dumb-terminal', '2026-11-21T01:22:47.000Z'],
  ['claude', 'pty-usage-all-null', 'usage-without-limits', '2026-11-21T01:15:00.000Z'],
  ['claude', 'pty-usage-apikey', 'usage-api-key', '2026-11-21T01:21:51.000Z'],
  ['claude', 'pty-usage-error-401', 'usage-login-expired', '2026-11-21T01:15:00.000Z'],
  ['claude', 'pty-onboarding-none', 'onboarding', '2026-11-21T01:15:00.000Z'],
  ['codex', 'tui-status-chatgpt-no-daemon', 'status', '2026-11-21T01:08:52.000Z'],
  ['codex', 'tui-status-chatgpt', 'status-of-a-server', '2026-11-21T01:24:58.000Z'],
  ['codex', 'tui-dumb-pty', 'status-dumb-terminal', '2026-11-21T01:09:10.000Z'],
  ['codex', 'tui-status-api-key', 'status-api-key', '2026-11-21T01:09:00.000Z'],
  ['codex', 'tui-no-auth', 'not-logged-in', '2026-11-21T01:09:00.000Z'],
  ['gemini', 'tui-model-oauth', 'model', '2026-11-21T01:14:42.000Z'],
  ['gemini', 'tui-first-run', 'trust-prompt', '2026-11-21T01:15:00.000Z'],
];

/** What happened while Claude Code was recorded: its bytes are kept, their times only here and there. */
interface Mark {
  readonly ms: number;
  readonly raw_offset?: number;
  readonly write?: string;
  readonly matched?: string;
}

/** Here the CLI begins to draw what Enter has brought about. */
const ENTERED = /\r\u001B\[\d+A\u001B\[48;5;237m/;

/**
 * What was drawn before a mark came when it was first seen there, else at the mark. Where Enter was written before the
 * command was drawn, it stands behind that: ccx writes it no sooner.
 */
function claudeCast(folder: string): Pick<Recording, 'events' | 'terminal'> {
  const raw = readFileSync(join(folder, 'raw.ansi'));
  const { cols, rows, TERM }: { cols: number; rows: number; TERM: string } = JSON.parse(
    readFileSync(join(folder, 'pty.json'), 'utf8'),
  );
  const marks: readonly Mark[] = JSON.parse(readFileSync(join(folder, 'marks.json'), 'utf8'));
  const events: CastEvent[] = [];
  const decoder = new TextDecoder();
  let offset = 0;
  let seenMs: number | null = null;
  const draw = (atMs: number, end: number): void => {
    if (end > offset)
      events.push({ atMs, kind: 'out', data: decoder.decode(raw.subarray(offset, end), { stream: true }) });
    offset = Math.max(offset, end);
  };
  for (const { ms, raw_offset: end, write, matched } of marks) {
    if (matched !== undefined) seenMs = ms;
    if (end !== undefined) {
      draw(seenMs ?? ms, end);
      seenMs = null;
    }
    if (write !== undefined) events.push({ atMs: ms, kind: 'in', data: write });
  }
  draw((marks.at(-1)?.ms ?? 0) + 1, raw.length);
  const enter = events.findIndex(({ data }) => data === '\r');
  const [before, entered, after] = [events[enter - 1], events[enter], events[enter + 1]];
  const at = after?.data.search(ENTERED) ?? -1;
  if (before?.data === '/usage' && entered !== undefined && after !== undefined && at > 0) {
    events.splice(enter, 2, { ...entered, kind: 'out', data: after.data.slice(0, at) }, entered, {
      ...after,
      data: after.data.slice(at),
    });
  }
  return { events, terminal: { columns: cols, rows, term: TERM } };
}

function otherCast(folder: string): Pick<Recording, 'events' | 'terminal'> {
  const cast = parseCast(readFileSync(join(folder, 'cast.jsonl'), 'utf8').replace(/\n*$/, '\n'));
  if (typeof cast === 'string') throw new Error(`${folder}: cast.jsonl ${cast}`);
  return { events: cast.events, terminal: { columns: cast.columns, rows: cast.rows, term: 'xterm-256color' } };
}

const [captures = ''] = argv.slice(2);
for (const [agent, capture, name, capturedAt] of CASES) {
  const from = join(captures, FOLDERS[agent], capture);
  const to = join(CORPUS, agent, name);
  const recorded = {
    ...(agent === 'claude' ? claudeCast(from) : otherCast(from)),
    agent,
    capturedAt,
    timeZone: 'UTC',
    cliVersion: VERSIONS[agent],
    origin: `recorded with the real CLI against an API on the same machine, 2026-11-21 (${capture})`,
    words: [
      { kind: 'path', text: '/home/dev' },
      { kind: 'name', text: 'devbox' },
    ] as const,
  };
  const signal = new AbortController().signal;
  const { reading } = await playCast(recorded, recorded.events, { speed: Infinity, clock: systemClock, signal });
  rmSync(to, { recursive: true, force: true });
  await keepCassette(to, { ...recorded, reading });
  stdout.write(`${agent}/${name}: ${reading.ok ? reading.snapshot.windows.length : reading.problem.code}\n`);
}
