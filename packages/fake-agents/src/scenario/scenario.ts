import type { Step } from './step.ts';

/** A length of time: milliseconds as a number, or a text such as `250ms`, `90s`, `2h30m`, `4d`. */
export type Duration = number | string;

/** A process signal that a step may name. */
export type SignalName = 'SIGHUP' | 'SIGINT' | 'SIGKILL' | 'SIGTERM' | 'SIGSEGV' | 'SIGABRT';

/** How the agent is logged in. `expired` looks logged in and fails at the first request. */
export type Login = 'subscription' | 'api-key' | 'setup-token' | 'none' | 'expired';

/** Tokens of one request to the model, in the vendor's own split. */
export interface CallUsage {
  readonly input?: number;
  readonly output?: number;
  readonly cacheRead?: number;
  readonly cacheWrite5m?: number;
  readonly cacheWrite1h?: number;
  /** US dollars of one request. Default: computed from the tokens by a small price table. */
  readonly costUsd?: number;
}

/** One window of the plan. */
export interface QuotaLevel {
  /** 0 to 100 and above, used. `null`: the vendor sends no number. */
  readonly percent: number | null;
  /** From now until the window starts anew. */
  readonly resetsIn?: Duration;
  /** The same as an instant. */
  readonly resetsAt?: string;
}

/** A limit beside the plan's main one. */
export interface OtherLimit {
  readonly id: string;
  readonly name?: string;
  readonly fiveHour?: QuotaLevel | null;
  readonly sevenDay?: QuotaLevel | null;
}

/** What the usage screen, `get_usage` and the limit events say. */
export interface Quota {
  readonly fiveHour?: QuotaLevel | null;
  readonly sevenDay?: QuotaLevel | null;
  readonly sevenDaySonnet?: QuotaLevel | null;
  readonly sevenDayOpus?: QuotaLevel | null;
  /** Further limits with windows of their own, such as Codex's `codex_spark`. Claude Code has none. */
  readonly others?: readonly OtherLimit[];
  /** Credits beyond the plan; amounts in US dollars. Default: off. */
  readonly credits?: { readonly usedUsd: number; readonly limitUsd: number } | null;
  /** The usage endpoint fails: with this HTTP status, or because the login lacks the scope. */
  readonly fails?: 401 | 429 | 500 | 'no-scope';
  /** Before the numbers are there. */
  readonly delay?: Duration;
}

/** Who is logged in. */
export interface ScenarioAccount {
  readonly email?: string;
  readonly organization?: string;
  readonly organizationId?: string;
  readonly accountUuid?: string;
  /** `pro`, `max`, `team` … */
  readonly plan?: string;
}

/**
 * What a scripted agent does. Plain JSON; every field is optional, an empty object says hello.
 *
 * @example
 * { "steps": [{ "text": "Let me look." }, { "tool": "Bash", "input": { "command": "ls" }, "output": "a.txt" }, { "text": "One file." }] }
 */
export interface Scenario {
  /** For people; shown nowhere. */
  readonly name?: string;
  /** What one turn does. Default: one friendly text. */
  readonly steps?: readonly Step[];
  /**
   * Several turns: the first prompt of a session plays the first list, the next prompt (also of a resumed session, in
   * another process) the second; the last list repeats. Wins over `steps`.
   */
  readonly turns?: readonly (readonly Step[])[];
  /** Before stdin is read: process steps only (see the README's table). */
  readonly atStart?: readonly Step[];
  /** After stdin was read and before the first line of each turn: process steps only. */
  readonly beforeTurn?: readonly Step[];
  /** After the last result, before the exit: process steps only. */
  readonly atExit?: readonly Step[];
  /** Default: what the environment and the config dir say. */
  readonly login?: Login;
  readonly account?: ScenarioAccount;
  /** Default: `--model`, else the vendor's default model. */
  readonly model?: string;
  /** Of each request to the model. */
  readonly usage?: CallUsage;
  readonly quota?: Quota;
  /** Signals that the agent does not react to. */
  readonly ignores?: readonly SignalName[];
  /** How slowly stdin is read. */
  readonly stdin?: { readonly delay?: Duration; readonly delayPerChunk?: Duration };
  /** Exit code instead of the vendor's. */
  readonly exitCode?: number;
}
