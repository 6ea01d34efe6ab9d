import type { Scenario } from '@ccx/fake-agents';

export const GREETING = { thinking: '**Greeting** the user' };
export const HELLO = { text: 'Hello from the fake API.', pieceLength: 8 };

/** One recording, and the scenario that plays the same. */
export interface Case {
  readonly name: string;
  readonly scenario: Scenario;
  readonly google?: true;
  /** Beside the login. */
  readonly settings?: Readonly<Record<string, unknown>>;
}

const TWICE = { general: { maxAttempts: 2 } };
const CAPPED: Omit<Case, 'name'> = {
  settings: { model: { maxSessionTurns: 1 } },
  scenario: {
    steps: [
      { tool: 'Read', input: { file_path: 'a.txt' }, error: 'File not found: /home/dev/project/a.txt' },
      { text: 'never' },
    ],
  },
};
const AROUND: Scenario = {
  steps: [
    { text: 'Before.' },
    { tool: 'Bash', input: { command: 'exit 3' }, error: 'Exit code 3' },
    { text: 'After.' },
  ],
};

/** Recorded on the real CLI after the others, to see what had been a guess. */
export const LATER: readonly Case[] = [
  { name: 'empty-stream', settings: TWICE, scenario: { steps: [] } },
  { name: 'empty-text', settings: TWICE, scenario: { steps: [] } },
  { name: 'empty-json', settings: TWICE, scenario: { steps: [] } },
  { name: 'turns-stream', ...CAPPED },
  { name: 'turns-text', ...CAPPED },
  { name: 'turns-json', ...CAPPED },
  {
    name: 'err-404-json',
    scenario: { steps: [{ fail: 'no-model', text: 'models/x is not found for API version v1beta.' }] },
  },
  { name: 'err-503-stream', settings: TWICE, scenario: { steps: [{ fail: 'overloaded', retryDelay: 1 }] } },
  { name: 'err-500-stream', settings: TWICE, scenario: { steps: [{ fail: 'server-500', retryDelay: 1 }] } },
  { name: 'err-403-stream', scenario: { steps: [{ fail: 'forbidden' }] } },
  {
    name: 'err-429-minute-stream',
    settings: TWICE,
    scenario: { steps: [{ fail: 'busy-429', retryDelay: 1, text: 'Rate limit. Please retry in 1s.' }] },
  },
  { name: 'err-refused-stream', settings: TWICE, scenario: { steps: [{ fail: 'connection-refused', retryDelay: 1 }] } },
  { name: 'max-tokens', scenario: { steps: [{ text: 'Par' }, { fail: 'output-cap' }] } },
  { name: 'tool-between-text', scenario: AROUND },
  { name: 'tool-between-json', scenario: AROUND },
  {
    name: 'tool-write-json',
    scenario: {
      steps: [
        { tool: 'Write', input: { file_path: 'n.txt', content: 'a\nb\n' } },
        { tool: 'Edit', input: { file_path: 'n.txt', old_string: 'a', new_string: 'c', instruction: 'x' } },
        { text: 'Done.' },
      ],
    },
  },
];

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

// In one process: the launcher has its own tests.
const ONE = { GEMINI_CLI_NO_RELAUNCH: 'true' };
export const KEY: Readonly<Record<string, string>> = { ...ONE, GEMINI_API_KEY: 'dummy' };

/** Command lines and homes with which nothing begins. */
export const REFUSALS: readonly { name: string; settings?: string; env?: Readonly<Record<string, string>> }[] = [
  { name: 'err-bad-flag' },
  { name: 'err-no-value' },
  { name: 'err-bad-format' },
  { name: 'err-yolo-and-mode' },
  { name: 'err-two-prompts' },
  { name: 'err-untrusted' },
  { name: 'err-untrusted-folder-trust-on', settings: '{"security":{"folderTrust":{"enabled":true}}}' },
  { name: 'err-bad-settings', settings: '{ "a": ' },
  { name: 'err-no-auth', env: ONE },
  { name: 'err-no-key', settings: '{"security":{"auth":{"selectedType":"gemini-api-key"}}}', env: ONE },
  { name: 'err-no-google', settings: '{"security":{"auth":{"selectedType":"oauth-personal"}}}', env: ONE },
  { name: 'err-no-vertex', env: { ...ONE, GOOGLE_GENAI_USE_VERTEXAI: 'true' } },
  { name: 'err-bad-auth', settings: '{"security":{"auth":{"selectedType":"nonsense"}}}' },
  { name: 'err-no-input' },
  { name: 'resume-unknown' },
];
