import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Scenario } from '@ccx/fake-agents';
import { createLab, isLine, kinds, parseLines, type Lab, type Line } from './run-fake.ts';

const FIXTURES = join(import.meta.dirname, 'fixtures', 'claude');
const KEY = {
  ANTHROPIC_API_KEY: 'dummy',
  CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1',
  ANTHROPIC_BASE_URL: 'http://127.0.0.1:8787',
};
const NO_CREDITS = { creditsDisabledBecause: 'overage_not_provisioned' };
const WINDOWS = { fiveHour: { percent: 42, resetsIn: '2h30m' }, sevenDay: { percent: 44, resetsIn: '4d' } };

/** One recording, and the scenario that plays the same. */
interface Case {
  readonly name: string;
  readonly scenario: Scenario;
  readonly env?: Readonly<Record<string, string>>;
}

const CASES: readonly Case[] = [
  { name: 'plain-success', scenario: { steps: [{ text: 'Hello from the fake API.' }] }, env: KEY },
  {
    name: 'tool-bash',
    scenario: {
      steps: [
        { text: 'I will run it.' },
        { tool: 'Bash', input: { command: 'echo hello; echo oops >&2', description: 'Echo' }, output: 'hello\noops' },
        { text: 'Done: hello.' },
      ],
    },
    env: KEY,
  },
  {
    name: 'tool-edit-write',
    scenario: {
      steps: [
        { tool: 'Read', input: { file_path: '/home/dev/project/a.txt' }, output: 'alpha\nbeta\n' },
        {
          tool: 'Edit',
          input: { replace_all: false, file_path: '/home/dev/project/a.txt', old_string: 'beta', new_string: 'gamma' },
        },
        { tool: 'Write', input: { file_path: '/home/dev/project/new.txt', content: 'line1\nline2\n' } },
        { text: 'Edited.' },
      ],
    },
    env: KEY,
  },
  {
    name: 'tool-parallel-thinking',
    scenario: {
      steps: [
        { thinking: 'I should read both files at once.', pieceLength: 24 },
        { text: 'Reading both.' },
        {
          tools: [
            { tool: 'Read', input: { file_path: '/home/dev/project/a.txt' }, output: 'alpha\n' },
            { tool: 'Read', input: { file_path: '/home/dev/project/b.txt' }, output: 'beta\n' },
            { tool: 'Bash', input: { command: 'false', description: 'Fail' }, error: 'Exit code 1' },
          ],
          finish: [1, 0, 2],
        },
        { text: 'alpha and beta' },
      ],
    },
    env: KEY,
  },
  {
    name: 'limit-5h-rejected',
    scenario: { login: 'subscription', quota: WINDOWS, steps: [{ limit: { ...NO_CREDITS, resetsIn: '1h30m' } }] },
  },
  {
    name: 'permission-denied',
    scenario: {
      steps: [
        {
          tool: 'Bash',
          input: { command: 'rm a.txt', description: 'Remove' },
          denied: "rm in 'a.txt' needs approval.",
        },
        { text: 'I was not allowed.' },
      ],
    },
    env: KEY,
  },
  {
    name: 'subagent-background',
    scenario: {
      steps: [
        {
          agent: {
            description: 'BG agent',
            prompt: 'SUBPROMPT bg',
            background: true,
            report: 'Background agent report.',
            afterwards: [{ text: 'Got the report.' }],
          },
        },
        { text: 'Started, waiting.' },
      ],
    },
    env: KEY,
  },
  {
    name: 'subagent-task',
    scenario: {
      steps: [
        { text: 'Delegating.' },
        {
          agent: {
            description: 'Look at files',
            prompt: 'SUBPROMPT: look at the files',
            steps: [
              { thinking: 'not shown' },
              { text: 'not shown' },
              { tool: 'Bash', input: { command: 'ls', description: 'List' }, output: 'a.txt' },
            ],
            report: 'Subagent report: found 2 files.',
          },
        },
        { text: 'The subagent found 2 files.' },
      ],
    },
    env: KEY,
  },
  { name: 'api-529', scenario: { steps: [{ fail: 'overloaded', retryDelay: 1 }] }, env: KEY },
  { name: 'not-logged-in', scenario: { login: 'none' } },
  {
    name: 'max-turns',
    scenario: {
      steps: [
        { tool: 'Bash', input: { command: 'echo again', description: 'Again' }, output: 'again' },
        { tool: 'Bash', input: { command: 'echo again', description: 'Again' }, output: 'again' },
        { text: 'never said' },
      ],
    },
    env: KEY,
  },
  { name: 'json-schema', scenario: { steps: [{ structured: { name: 'x', n: 3 } }] }, env: KEY },
  {
    name: 'partial-messages',
    scenario: {
      steps: [
        { thinking: 'Let me think about this for a moment.' },
        { text: 'Running the command now for you.' },
        { tool: 'Bash', input: { command: 'echo partial', description: 'Echo partial' }, output: 'partial' },
        { text: 'All finished, the output was partial.', pieceLength: 10 },
      ],
    },
    env: KEY,
  },
];

let lab: Lab;
beforeEach(() => {
  lab = createLab();
});
afterEach(() => lab[Symbol.dispose]());

describe('a scenario reproduces the recording', () => {
  test.each(CASES)('$name: the same lines, the same keys, the same verdict, the same exit', async (recorded) => {
    const argv = recordedArgv(recorded.name);
    const ran = await lab.run(argv, {
      scenario: recorded.scenario,
      stdin: '',
      ...(recorded.env === undefined ? {} : { env: recorded.env }),
    });
    const want = recordedLines(recorded.name);
    expect(kinds(ran.lines)).toEqual(kinds(want));
    for (const [index, line] of ran.lines.entries()) {
      expect({ index, keys: shape(line) }).toEqual({ index, keys: shape(want[index] ?? {}) });
    }
    expect(verdict(ran.lines)).toEqual(verdict(want));
    expect(ran.code).toBe(recordedCode(recorded.name));
  });

  test('the keys of a result come in the recorded order, `type` late', async () => {
    const ran = await lab.run(recordedArgv('plain-success'), {
      scenario: { steps: [{ text: 'Hello from the fake API.' }] },
      stdin: '',
      env: KEY,
    });
    const last = recordedLines('plain-success').at(-1) ?? {};
    expect(Object.keys(ran.lines.at(-1) ?? {})).toEqual(Object.keys(last));
  });

  test('four runs of one home carry the costs on: resumed, forked, continued', async () => {
    const scenario: Scenario = { turns: [0, 1, 2, 3].map((turn) => [{ text: `reply ${turn}` }]) };
    for (const run of ['', '2-', '3-', '4-', '5-']) {
      const ran = await lab.run(recordedArgv('session-resume-fork', run), { scenario, stdin: '', env: KEY });
      const want = recordedLines('session-resume-fork', run);
      expect(kinds(ran.lines)).toEqual(kinds(want));
      expect(verdict(ran.lines)).toEqual(verdict(want));
      expect(money(ran.lines)).toEqual(money(want));
      expect(ran.code).toBe(recordedCode('session-resume-fork', run));
      if (run === '4-')
        expect(ran.stderr).toBe(readFileSync(join(FIXTURES, 'session-resume-fork', '4-stderr.txt'), 'utf8'));
    }
  });
});

function recordedArgv(name: string, run = ''): readonly string[] {
  const argv: unknown = JSON.parse(readFileSync(join(FIXTURES, name, `${run}argv.json`), 'utf8'));
  return Array.isArray(argv) ? argv.slice(1).map(String) : [];
}

function recordedLines(name: string, run = ''): readonly Line[] {
  return parseLines(readFileSync(join(FIXTURES, name, `${run}stdout.jsonl`), 'utf8'));
}

function recordedCode(name: string, run = ''): unknown {
  const exit: unknown = JSON.parse(readFileSync(join(FIXTURES, name, `${run}exit.json`), 'utf8'));
  return isLine(exit) ? exit['code'] : null;
}

/** The names of all keys with their depth, without the ones that hold names themselves. */
function shape(value: unknown, at = ''): readonly string[] {
  const open = /\.(input|tool_input|memory_paths|by_type|modelUsage|model_usage_since_last_result|structured_output)$/;
  if (Array.isArray(value)) return [...new Set(value.flatMap((item) => shape(item, `${at}[]`)))].sort();
  if (!isLine(value) || open.test(at)) return [`${at}:${value === null ? 'null' : typeof value}`];
  return Object.entries(value)
    .flatMap(([key, item]) => shape(item, `${at}.${key}`))
    .sort();
}

/** With its day where that is another one, without minutes at the full hour. */
const RESET = /(?:[A-Z][a-z]{2} \d+, )?\d+(?::\d+)?[ap]m/;

/** What decides about a run. */
function verdict(lines: readonly Line[]): unknown {
  return lines
    .filter(({ type }) => type === 'result')
    .map((line) => {
      const names =
        'subtype is_error terminal_reason result errors num_turns stop_reason api_error_status api_error_type api_error structured_output result_index';
      const text = (value: unknown): unknown => (typeof value === 'string' ? value.replace(RESET, 'TIME') : value);
      return Object.fromEntries(names.split(' ').map((name) => [name, text(line[name])]));
    });
}

function money(lines: readonly Line[]): unknown {
  return lines
    .filter(({ type }) => type === 'result')
    .map((line) => [line['total_cost_usd'], line['usage'], line['modelUsage'], line['model_usage_since_last_result']]);
}
