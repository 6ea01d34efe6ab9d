import type { Permission } from '@ccx/contracts';
import { guard } from './guard.ts';

/** What a `prompt` item asks of an agent. Plain JSON: it lies in the queue. */
export interface PromptPayload {
  readonly prompt: string;
  /** Absolute path. */
  readonly cwd: string;
  /** For people's lists. */
  readonly title?: string;
  readonly model?: string;
  readonly effort?: string;
  readonly permission: Permission;
  readonly allowedTools?: readonly string[];
  /** `fresh`: made for this item alone, and taken away when it is done without having changed anything. */
  readonly worktree?: { readonly name: string; readonly base?: string; readonly fresh?: boolean };
  readonly maxTurns?: number;
  readonly maxBudgetUsd?: number;
  /** @default 2 hours */
  readonly timeoutMs?: number;
  readonly idleTimeoutMs?: number;
  /** It may be done although a tool was denied. @default false */
  readonly allowDenied?: boolean;
  /** It is done only if this shell command passes; its output goes back to the agent so many times. */
  readonly verify?: { readonly command: string; readonly rounds: number };
  /** It is run only where the account's 5-hour window is not open: its purpose is to open one. @default false */
  readonly ifWindowClosed?: boolean;
  readonly carrySession?: boolean;
  readonly rerunAfterReads?: boolean;
  readonly env?: Readonly<Record<string, string>>;
  readonly extraArgs?: readonly string[];
}

const FIELDS = [
  'prompt',
  'cwd',
  'title',
  'model',
  'effort',
  'permission',
  'allowedTools',
  'worktree',
  'maxTurns',
  'maxBudgetUsd',
  'timeoutMs',
  'idleTimeoutMs',
  'allowDenied',
  'verify',
  'ifWindowClosed',
  'carrySession',
  'rerunAfterReads',
  'env',
  'extraArgs',
] as const satisfies readonly (keyof PromptPayload)[];

/** How often a failed check goes back to the agent where nobody says. */
const ROUNDS = 3;

/** @throws {CcxError} `invalid_argument`, naming the field */
export function parsePrompt(payload: unknown): PromptPayload {
  const given = guard('prompt', payload, FIELDS);
  const worktree = given.optionalObject('worktree', ['name', 'base', 'fresh']);
  const verify = given.optionalObject('verify', ['command', 'rounds']);
  const base = worktree?.optionalText('base');
  return defined({
    prompt: given.text('prompt'),
    cwd: given.path('cwd'),
    title: given.optionalText('title'),
    model: given.optionalText('model'),
    effort: given.optionalText('effort'),
    permission: given.optionalOneOf('permission', ['safe', 'edit', 'full']) ?? 'safe',
    allowedTools: given.optionalTexts('allowedTools'),
    worktree: worktree && {
      name: worktree.text('name'),
      ...(base !== undefined && { base }),
      ...(worktree.optionalFlag('fresh') === true && { fresh: true }),
    },
    maxTurns: given.optionalNumber('maxTurns', 1),
    maxBudgetUsd: given.optionalNumber('maxBudgetUsd', 0),
    timeoutMs: given.optionalNumber('timeoutMs', 1),
    idleTimeoutMs: given.optionalNumber('idleTimeoutMs', 1),
    allowDenied: given.optionalFlag('allowDenied'),
    verify: verify && { command: verify.text('command'), rounds: verify.optionalNumber('rounds', 0) ?? ROUNDS },
    ifWindowClosed: given.optionalFlag('ifWindowClosed'),
    carrySession: given.optionalFlag('carrySession'),
    rerunAfterReads: given.optionalFlag('rerunAfterReads'),
    env: given.optionalMap('env'),
    extraArgs: given.optionalTexts('extraArgs'),
  });
}

/** A field that is `undefined` is left out: absent means that it does not apply. */
type Defined<T> = { [K in keyof T as undefined extends T[K] ? never : K]: T[K] } & {
  [K in keyof T as undefined extends T[K] ? K : never]?: Exclude<T[K], undefined>;
};

export function defined<T extends object>(object: T): Defined<T> {
  const copy: T | Defined<T> = { ...object };
  for (const name of Object.keys(copy)) {
    if (Reflect.get(copy, name) === undefined) Reflect.deleteProperty(copy, name);
  }
  if (isDefined<T>(copy)) return copy;
  throw new TypeError('A field that was taken away is there.');
}

function isDefined<T extends object>(object: T | Defined<T>): object is Defined<T> {
  return Object.values(object).every((value) => value !== undefined);
}
