import type { AgentKind, Permission, RunOutcome } from '@ccx/contracts';
import type { Scenario } from '@ccx/fake-agents';

export interface DemoAct {
  /** As a person would type it. */
  readonly command: string;
  readonly prompt: string;
  readonly permission: Permission;
  /** What each agent plays; the run begins on the first one and may go on with the others. */
  readonly plays: Readonly<Partial<Record<AgentKind, Scenario>>>;
  /** How the run ends when all is well. */
  readonly ends: RunOutcome['status'];
}

const BEFORE = "export const print = (rows) => console.log(rows.join('\\n'));";
const AFTER = `export function print(rows, { json = false } = {}) {
  console.log(json ? JSON.stringify(rows) : rows.join('\\n'));
}`;

/** What the demonstration shows: a run that works, and a run that meets a limit and goes on with another vendor. */
export const DEMO_ACTS: readonly DemoAct[] = [
  {
    command: 'ccx run "add a --json flag to the export command" --permission edit',
    prompt: 'add a --json flag to the export command',
    permission: 'edit',
    ends: 'success',
    plays: {
      claude: {
        name: 'demo: a run that works',
        login: 'subscription',
        steps: [
          { text: "I'll look at how the export command prints its rows.", pieceLength: 6, every: 25 },
          { tool: 'Read', input: { file_path: 'src/export.js' }, output: BEFORE, takes: 300 },
          {
            tool: 'Edit',
            input: { file_path: 'src/export.js', old_string: BEFORE, new_string: AFTER },
            output: 'ok',
            effect: true,
            takes: 300,
          },
          { tool: 'Bash', input: { command: 'node --test' }, output: '1 test passed', takes: 1200 },
          { limit: { window: 'five_hour', verdict: 'warning', percent: 91, resetsIn: '2h10m' } },
          { text: 'The export command now takes --json. Its test passes.', pieceLength: 6, every: 25 },
        ],
      },
    },
  },
  {
    command: 'ccx run "now write the changelog entry" --permission edit --fallback codex',
    prompt: 'now write the changelog entry',
    permission: 'edit',
    ends: 'success',
    plays: {
      claude: {
        name: 'demo: a run that meets its limit',
        login: 'subscription',
        steps: [{ limit: { window: 'five_hour', verdict: 'rejected', resetsIn: '2h9m' } }],
      },
      codex: {
        name: 'demo: the run that goes on',
        login: 'subscription',
        steps: [
          { wait: 400 },
          {
            tool: 'Write',
            input: { file_path: 'CHANGELOG.md', content: '- The export command takes --json.\n' },
            output: 'ok',
            effect: true,
            takes: 300,
          },
          { text: 'CHANGELOG.md has a line about --json.' },
        ],
      },
    },
  },
];
