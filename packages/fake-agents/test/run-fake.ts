import { spawn, type ChildProcess } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fakeAgentCommand, type FakeAgentKind, type Scenario } from '@ccx/fake-agents';

/** A home and a project that are gone after the test. */
export interface Lab {
  readonly home: string;
  readonly project: string;
  run(args: readonly string[], how?: RunHow): Promise<Ran>;
  start(args: readonly string[], how?: RunHow): Running;
  /** The lines of the transcript of a session, or of the only one. */
  transcript(sessionId?: string): readonly Line[];
  sessionFiles(): readonly string[];
  [Symbol.dispose](): void;
}

export interface RunHow {
  /** Default `claude`. */
  readonly agent?: FakeAgentKind;
  readonly scenario?: Scenario | string;
  readonly stdin?: string | null;
  readonly env?: Readonly<Record<string, string>>;
  /** `false`: nobody takes what comes on stdout. */
  readonly reads?: boolean;
}

export type Line = Readonly<Record<string, unknown>>;

export interface Ran {
  readonly code: number | null;
  readonly signal: string | null;
  readonly stdout: Buffer;
  readonly text: string;
  readonly stderr: string;
  readonly lines: readonly Line[];
}

export interface Running {
  readonly child: ChildProcess;
  readonly done: Promise<Ran>;
  /** Resolves when stdout holds the text. */
  says(text: string): Promise<void>;
}

/** What every call of the stream needs. */
export const STREAM: readonly string[] = ['-p', '--output-format', 'stream-json', '--verbose'];

/** Sources are compiled once for all tests, not once per spawn. */
const COMPILED = join(tmpdir(), 'fake-agents-compiled');

export function createLab(): Lab {
  const root = mkdtempSync(join(tmpdir(), 'fake-agents-'));
  const home = join(root, 'home');
  const project = join(root, 'project');
  for (const folder of [home, project]) mkdirSync(folder);
  const children: ChildProcess[] = [];
  const start = (args: readonly string[], how: RunHow = {}): Running => {
    const { agent = 'claude', scenario, stdin = 'hi', env = {}, reads = true } = how;
    const { file, args: first } = fakeAgentCommand(agent);
    const given = typeof scenario === 'string' ? scenario : JSON.stringify(scenario ?? {});
    const child = spawn(file, [...first, ...args], {
      cwd: project,
      // A group of its own: fake-codex is two processes, and killing the first leaves the second alive.
      detached: true,
      // A closed environment: nothing of the developer's login may decide.
      env: {
        NODE_COMPILE_CACHE: COMPILED,
        PATH: process.env['PATH'] ?? '',
        HOME: home,
        TZ: 'UTC',
        IS_SANDBOX: '1',
        FAKE_AGENT_SCENARIO: given,
        ...env,
      },
    });
    children.push(child);
    child.stdin.on('error', () => {});
    if (stdin !== null) child.stdin.end(stdin);
    const out: Buffer[] = [];
    const errors: Buffer[] = [];
    const waiting: { readonly text: string; readonly resolve: () => void }[] = [];
    const look = (): void => {
      const so = Buffer.concat(out).toString('utf8');
      for (const { text, resolve } of waiting) if (so.includes(text)) resolve();
    };
    if (reads) {
      child.stdout.on('data', (chunk: Buffer) => {
        out.push(chunk);
        look();
      });
    } else {
      // Reading begins, and stops when the buffer is full.
      child.stdout.read(0);
    }
    child.stderr.on('data', (chunk: Buffer) => errors.push(chunk));
    const done = new Promise<Ran>((resolve) => {
      child.on('close', (code, signal) => {
        const stdout = Buffer.concat(out);
        const text = stdout.toString('utf8');
        resolve({
          code,
          signal,
          stdout,
          text,
          stderr: Buffer.concat(errors).toString('utf8'),
          lines: parseLines(text),
        });
      });
    });
    const says = (text: string): Promise<void> =>
      new Promise((resolve) => {
        waiting.push({ text, resolve });
        look();
      });
    return { child, done, says };
  };
  const projects = join(home, '.claude', 'projects', project.replaceAll(/[^a-zA-Z0-9]/g, '-'));
  return {
    home,
    project,
    start,
    run: (args, how) => start(args, how).done,
    transcript: (sessionId) => {
      const name = sessionId === undefined ? readdirSync(projects)[0] : `${sessionId}.jsonl`;
      return parseLines(readFileSync(join(projects, name ?? 'none'), 'utf8'));
    },
    sessionFiles: () => {
      try {
        return readdirSync(join(home, '.claude', 'sessions'));
      } catch {
        return [];
      }
    },
    [Symbol.dispose]: () => {
      for (const child of children) killGroup(child);
      rmSync(root, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/** Looks again and again until something holds; after ten seconds it is an error. */
export async function until(what: string, holds: () => boolean): Promise<void> {
  const deadline = Date.now() + 10_000;
  while (!holds()) {
    if (Date.now() > deadline) throw new Error(`not within 10 s: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

/** Ends an agent with all processes of its group. */
export function killGroup({ pid }: ChildProcess): void {
  try {
    if (pid !== undefined) process.kill(-pid, 'SIGKILL');
  } catch {
    // Nobody of it is left.
  }
}

/** Whether a process is there; a zombie is not. */
export function isAlive(pid: number): boolean {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2, stat.lastIndexOf(')') + 3) !== 'Z';
  } catch {
    return false;
  }
}

/** The lines that are JSON objects. */
export function parseLines(text: string): readonly Line[] {
  return text.split('\n').flatMap((line) => {
    try {
      const value: unknown = JSON.parse(line);
      return isLine(value) ? [value] : [];
    } catch {
      return [];
    }
  });
}

export function isLine(value: unknown): value is Line {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The last result line. */
export function resultOf(ran: Ran): Line {
  const line = ran.lines.findLast((candidate) => candidate['type'] === 'result');
  if (line === undefined) throw new Error(`no result line in:\n${ran.text}\n${ran.stderr}`);
  return line;
}

/** `type/subtype` of each line. */
export function kinds(lines: readonly Line[]): readonly string[] {
  return lines.map(({ type, subtype }) => [type, subtype].filter((part) => typeof part === 'string').join('/'));
}
