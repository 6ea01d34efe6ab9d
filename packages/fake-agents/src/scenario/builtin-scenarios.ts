import type { Quota, Scenario } from './scenario.ts';

const QUOTA: Quota = {
  fiveHour: { percent: 42, resetsIn: '2h30m' },
  sevenDay: { percent: 17, resetsIn: '4d' },
  sevenDaySonnet: { percent: 5, resetsIn: '4d' },
};

const plan = { login: 'subscription', quota: QUOTA } as const;

/** The names of the scenarios that need no file: `FAKE_AGENT_SCENARIO=limit`. */
export type BuiltinScenario =
  | 'success'
  | 'tool'
  | 'edit'
  | 'thinking'
  | 'subagent'
  | 'background'
  | 'limit'
  | 'limit-soon'
  | 'limit-after-one'
  | 'auth'
  | 'expired'
  | 'overload'
  | 'recovers'
  | 'denied'
  | 'slow'
  | 'hang'
  | 'stubborn'
  | 'orphans'
  | 'crash'
  | 'mute'
  | 'garbage';

/** Scenarios for the cases that come up most. */
export const builtinScenarios: Readonly<Record<BuiltinScenario, Scenario>> = {
  success: {
    ...plan,
    steps: [{ text: 'Hello! I am a scripted stand-in; nothing was sent anywhere.' }],
  },
  tool: {
    ...plan,
    steps: [
      { text: 'Let me look at the folder.' },
      { tool: 'Bash', input: { command: 'ls', description: 'List files' }, output: 'a.txt\nb.txt' },
      { text: 'There are two files, a.txt and b.txt.' },
    ],
  },
  edit: {
    ...plan,
    steps: [
      { tool: 'Write', input: { file_path: 'hello.txt', content: 'hello\n' }, effect: true },
      { text: 'I wrote hello.txt.' },
    ],
  },
  thinking: { ...plan, steps: [{ thinking: 'A greeting is enough here.' }, { text: 'Hello.', pieceLength: 2 }] },
  subagent: {
    ...plan,
    steps: [
      { text: 'I delegate this.' },
      {
        agent: {
          description: 'Count files',
          prompt: 'Count the files here.',
          steps: [{ tool: 'Bash', input: { command: 'ls', description: 'List' }, output: 'a.txt\nb.txt' }],
          report: 'There are two files.',
        },
      },
      { text: 'The subagent found two files.' },
    ],
  },
  background: {
    ...plan,
    steps: [
      {
        agent: {
          description: 'Long search',
          prompt: 'Search everything.',
          report: 'Nothing was found.',
          background: true,
          afterwards: [{ text: 'The search found nothing.' }],
        },
      },
      { text: 'The search is under way.' },
    ],
  },
  limit: { ...plan, steps: [{ limit: { resetsIn: '2h30m' } }] },
  'limit-soon': {
    ...plan,
    steps: [{ text: 'Done, but the window is nearly used up.' }, { limit: { verdict: 'warning', percent: 91 } }],
  },
  'limit-after-one': {
    ...plan,
    steps: [{ limit: { afterPrompts: 1, resetsIn: '2h30m' } }, { text: 'Prompt {{turn}} answered.' }],
  },
  auth: { login: 'none' },
  expired: { login: 'expired' },
  overload: { ...plan, steps: [{ fail: 'overloaded', retryDelay: 50 }] },
  recovers: { ...plan, steps: [{ retry: 'overloaded', times: 2, delay: 50 }, { text: 'Recovered.' }] },
  denied: {
    ...plan,
    steps: [
      { tool: 'Bash', input: { command: 'rm a.txt', description: 'Remove' }, denied: "rm in 'a.txt' needs approval." },
      { text: 'I was not allowed to remove the file.' },
    ],
  },
  slow: { ...plan, steps: [{ text: 'This answer takes its time, piece by piece.', pieceLength: 4, every: 200 }] },
  hang: { ...plan, steps: [{ text: 'One moment.' }, { hang: true }] },
  stubborn: { ...plan, ignores: ['SIGINT', 'SIGTERM', 'SIGHUP'], steps: [{ text: 'I stay.' }, { hang: true }] },
  orphans: {
    ...plan,
    steps: [
      { grandchild: { count: 2, ignoresTerm: true, setsid: true, holdsStdout: true } },
      { text: 'I leave two behind.' },
    ],
  },
  crash: { ...plan, steps: [{ text: 'So far, so' }, { stderr: 'fatal: scripted crash' }, { exit: 1 }] },
  mute: { ...plan, beforeTurn: [{ hang: true }] },
  garbage: {
    ...plan,
    steps: [{ garbage: 4096 }, { invalidUtf8: true }, { raw: '{"type":"assistant","mess' }, { text: 'Still here.' }],
  },
};
