import { CcxError, type AgentKind } from '@ccx/contracts';
import { checkEntry, type EntryProblem, type MomentContext, type WorkEntry } from '@ccx/queue/batch';
import { parseAssignment } from '../parse-values.ts';

/** The options that say how an item is to be done, as the command line gives them; named as in a batch. */
export interface EntryFlags {
  readonly title?: string;
  readonly cwd?: string;
  readonly priority?: string;
  readonly key?: string;
  readonly dedup?: string;
  readonly worktree?: string | boolean;
  readonly base?: string;
  readonly agent?: AgentKind;
  readonly model?: string;
  readonly effort?: string;
  readonly profile?: string;
  readonly permission?: string;
  readonly allow?: readonly string[];
  readonly allowDenied?: boolean;
  readonly budget?: string;
  readonly maxTurns?: string;
  readonly timeout?: string;
  readonly idleTimeout?: string;
  readonly after?: readonly string[];
  readonly at?: string;
  readonly cron?: string;
  readonly timezone?: string;
  readonly missed?: string;
  readonly jitter?: string;
  readonly maxAttempts?: string;
  readonly onEffects?: string;
  readonly verify?: string;
  readonly verifyRounds?: string;
  readonly ifWindowClosed?: boolean;
  readonly hold?: boolean;
  readonly carrySession?: boolean;
  readonly rerunAfterReads?: boolean;
  readonly env?: readonly string[];
}

const NAMES: readonly (keyof EntryFlags)[] = [
  'title',
  'cwd',
  'priority',
  'key',
  'dedup',
  'worktree',
  'base',
  'agent',
  'model',
  'effort',
  'profile',
  'permission',
  'allow',
  'allowDenied',
  'budget',
  'maxTurns',
  'timeout',
  'idleTimeout',
  'after',
  'at',
  'cron',
  'timezone',
  'missed',
  'jitter',
  'maxAttempts',
  'onEffects',
  'verify',
  'verifyRounds',
  'ifWindowClosed',
  'hold',
  'carrySession',
  'rerunAfterReads',
];

/** What the flags say of an entry, in its own names; what they do not say is absent. */
export function entryValues(flags: EntryFlags, agentArgs: readonly string[]): Readonly<Record<string, unknown>> {
  const said = NAMES.flatMap((name) => (flags[name] === undefined ? [] : [[name, flags[name]] as const]));
  const { env } = flags;
  return {
    ...Object.fromEntries(said),
    ...(env !== undefined && { env: Object.fromEntries(env.map((text) => parseAssignment(text, '--env'))) }),
    ...(agentArgs.length > 0 && { agentArgs }),
  };
}

/** An entry of the command line. @throws {CcxError} `invalid_argument` with everything that is wrong */
export function entryOfFlags(values: Readonly<Record<string, unknown>>, context: MomentContext): WorkEntry {
  const checked = checkEntry(values, context);
  if (checked.is === 'entry') return checked.entry;
  throw new CcxError('invalid_argument', checked.problems.map(flagWords).join('\n   '), {
    hint: 'ccx queue add --help',
  });
}

/** Names of a batch as the command line has them: `maxTurns is "x"` becomes `--max-turns is "x"`. */
export function flagWords({ key, others = [], message }: EntryProblem): string {
  const names = key === null ? others : [key, ...others];
  const said = names.reduce(
    (words, name) => words.replace(new RegExp(String.raw`(?<![\w-])${name}\b`), optionOf),
    message,
  );
  return `${said.charAt(0).toUpperCase()}${said.slice(1)}.`;
}

function optionOf(key: string): string {
  return key === 'prompt' ? 'the prompt' : `--${key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}
