import type { Permission, RunOutcome } from '@ccx/contracts';
import type { Scenario } from '@ccx/fake-agents';

export interface DemoAct {
  readonly prompt: string;
  readonly permission: Permission;
  readonly scenario: Scenario;
  /** How the run ends when all is well. */
  readonly ends: RunOutcome['status'];
}

const BEFORE = "export const print = (rows) => console.log(rows.join('\\n'));";
const AFTER = `export function print(rows, { json = false } = {}) {
  console.log(json ? JSON.stringify(rows) : rows.join('\\n'));
}`;

/** What the demonstration shows: a run that works, and a run that meets its limit. */
export const DEMO_ACTS: readonly DemoAct[] = [
  {
    prompt: 'add a --json flag to the export command',
    permission: 'edit',
    ends: 'success',
    scenario: {
      name: 'demo: a run that works',
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
        { text: 'The export command now takes json. Its test passes.', pieceLength: 6, every: 25 },
      ],
    },
  },
  {
    prompt: 'now write the changelog entry',
    permission: 'safe',
    ends: 'limited',
    scenario: {
      name: 'demo: a run that meets its limit',
      steps: [{ limit: { window: 'five_hour', verdict: 'rejected', resetsIn: '2h9m' } }],
    },
  },
];
