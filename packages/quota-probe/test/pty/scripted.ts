import { randomUUID } from 'node:crypto';
import type { QuotaReading } from '@ccx/contracts';
import { ownProcessId, treeMembers } from '@ccx/contracts/host';
import type { DriveOptions } from '../../src/pty/drive-screen.ts';
import type { ScreenAgent } from '../../src/pty/screen-agent.ts';
import { systemClock } from '../../src/system-clock.ts';
import { readingOf } from './talk-time.ts';

/** A screen of a few words: `ready>` takes the command, `answer: N` is the answer. */
const AGENT: ScreenAgent = {
  agent: 'claude',
  version: /program v(\S+)/,
  command: '/usage',
  prompt: (rows) => {
    const row = rows.findLastIndex((text) => text.startsWith('ready>'));
    return row === -1 ? null : { row, text: (rows[row] ?? '').slice('ready> '.length) };
  },
  answered: ({ rows }) => rows.some((row) => row.startsWith('answer:')),
  dialogs: [{ name: 'question', code: 'dialog', marker: /Shall we\?/, answer: 'escape' }],
  leave: [],
};

/** Draws the prompt, echoes what is typed, and answers the command. */
export const GOOD_PROGRAM = `
process.stdin.setRawMode(true);
let typed = '';
process.stdout.write('program v1.2.3\\r\\nready> ');
process.stdin.on('data', (chunk) => {
  if (String(chunk) === '\\r') return process.stdout.write('\\r\\nanswer: ' + typed + '\\r\\n');
  typed += chunk;
  process.stdout.write(String(chunk));
});
`;

export interface ScriptedOptions {
  readonly script: string;
  readonly mark?: Mark;
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
  readonly leave?: readonly string[];
  readonly observer?: DriveOptions['observer'];
}

/** A program of these lines of JavaScript, to be asked on a terminal. */
export function scripted(options: ScriptedOptions): DriveOptions {
  const { script, mark = newMark(), timeoutMs = 15_000, signal, leave = [], observer } = options;
  return {
    agent: { ...AGENT, leave },
    file: process.execPath,
    args: ['-e', script],
    env: { PATH: process.env['PATH'], TERM: 'xterm-256color', [mark.name]: mark.value },
    cwd: import.meta.dirname,
    mayTrust: false,
    // An answer is a reason, so that it is taken at once.
    parse: (text): QuotaReading =>
      readingOf(text.includes('answer: /usage') ? 'usage-endpoint-failed' : 'form-unknown'),
    clock: systemClock,
    timeoutMs,
    signal: signal ?? new AbortController().signal,
    ...(observer !== undefined && { observer }),
  };
}

export interface Mark {
  readonly name: string;
  readonly value: string;
}

/** A variable that every process of a test carries, wherever it hangs. */
export function newMark(): Mark {
  return { name: 'CCX_PTY_TEST', value: randomUUID() };
}

/** The processes that carry the mark and live. */
export async function livingWith(marker: Mark): Promise<readonly number[]> {
  const nobody = { ...(await ownProcessId()), pid: 2 ** 30, startedAt: '1' };
  return (await treeMembers(nobody, { marker })).map(({ pid }) => pid);
}
