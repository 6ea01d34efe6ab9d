import type { Scenario } from '@ccx/fake-agents';

export const GREETING = { thinking: '**Greeting** the user' };
export const HELLO = { text: 'Hello from the fake API.', pieceLength: 8 };

/** One recording, and the scenario that plays the same. */
export interface Case {
  readonly name: string;
  readonly scenario: Scenario;
  readonly google?: true;
}

export const CASES: readonly Case[] = [
  { name: 'text-stream', scenario: { steps: [GREETING, HELLO] } },
  { name: 'text-text', scenario: { steps: [GREETING, HELLO] } },
  { name: 'ca-text-stream', google: true, scenario: { steps: [GREETING, HELLO] } },
  {
    name: 'tool-read-stream',
    scenario: {
      steps: [
        { text: 'I will look. ', pieceLength: 20 },
        {
          tools: [
            { tool: 'Read', input: { file_path: '/home/dev/project/hello.txt' }, output: 'hello file\n' },
            {
              tool: 'LS',
              input: { dir_path: '/home/dev/project' },
              output: 'Directory listing for /home/dev/project:\nhello.txt (11 bytes)\n\n(1 ignored)',
            },
          ],
        },
        { text: 'The file says hello.', pieceLength: 7 },
      ],
    },
  },
  {
    name: 'tool-shell-denied',
    scenario: {
      steps: [
        { tool: 'Bash', input: { command: 'echo hi' }, output: 'hi\n' },
        { text: 'I cannot run commands.', pieceLength: 8 },
      ],
    },
  },
  {
    name: 'tool-write-auto-edit',
    scenario: {
      steps: [
        { tool: 'Write', input: { file_path: '/home/dev/project/new.txt', content: 'new\n' } },
        { text: 'Written.', pieceLength: 3 },
      ],
    },
  },
  { name: 'err-400-key', scenario: { steps: [{ fail: 'bad-key' }] } },
  { name: 'err-401-text', scenario: { login: 'api-key', steps: [{ fail: 'login-expired' }] } },
  { name: 'ca-401', google: true, scenario: { steps: [{ fail: 'bad-key' }] } },
  { name: 'err-404-model', scenario: { steps: [{ fail: 'no-model' }] } },
  { name: 'err-429-daily-json', scenario: { steps: [{ limit: {} }] } },
  { name: 'err-500-retry', scenario: { steps: [{ retry: 'server-500', times: 2, delay: 1 }, GREETING, HELLO] } },
  {
    name: 'tool-shell-yolo',
    scenario: {
      steps: [
        {
          tool: 'Bash',
          input: { command: String.raw`printf "alpha\nbeta\n"`, description: 'print' },
          output: 'alpha\nbeta\n',
        },
        { text: 'Two lines.', pieceLength: 4 },
      ],
    },
  },
  {
    name: 'tool-missing-file',
    scenario: {
      steps: [
        {
          tool: 'Read',
          input: { file_path: '/home/dev/project/none.txt' },
          error: 'File not found: /home/dev/project/none.txt',
        },
        { text: 'No such file.', pieceLength: 5 },
      ],
    },
  },
  { name: 'err-401-json', scenario: { login: 'api-key', steps: [{ fail: 'login-expired' }] } },
  { name: 'err-429-daily-stream', scenario: { steps: [{ limit: {} }] } },
  {
    name: 'ca-429-quota-terminal',
    google: true,
    scenario: {
      steps: [
        {
          limit: {
            resetsIn: '5h12m30s',
            text: "Quota exceeded for quota metric 'Gemini 2.5 Pro Requests' and limit 'Gemini 2.5 Pro Requests per day per user per tier' of service 'cloudcode-pa.googleapis.com'.",
          },
        },
      ],
    },
  },
  { name: 'err-safety', scenario: { steps: [{ text: 'Par' }, { fail: 'refusal' }] } },
];
