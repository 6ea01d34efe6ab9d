import { resolve } from 'node:path';
import { CcxError, type AgentKind } from '@ccx/contracts';
import type { CostMode, UsageReportKind, UsageReportRequest, UsageSort } from '@ccx/usage';
import { parseCount } from './parse-values.ts';
import { usageDays } from './usage-days.ts';

/** By what calls can be reported. */
export const USAGE_KINDS: readonly UsageReportKind[] = [
  'daily',
  'weekly',
  'monthly',
  'session',
  'project',
  'model',
  'profile',
  'branch',
  'agent',
  'worktree',
  'subagent',
  'entrypoint',
];

/** The options of `ccx usage` as the command line gives them; those with choices were checked by it. */
export interface UsageFlags {
  readonly since?: string;
  readonly until?: string;
  readonly profile?: string;
  readonly agent?: AgentKind;
  readonly project?: string;
  readonly model?: string;
  readonly session?: string;
  readonly by?: UsageReportKind;
  readonly breakdown?: boolean;
  readonly timezone?: string;
  readonly weekStart?: 'monday' | 'sunday';
  readonly mode?: CostMode;
  readonly sort?: UsageSort;
  readonly order?: 'asc' | 'desc';
  readonly limit?: string;
  readonly json?: boolean;
  readonly csv?: boolean;
  readonly active?: boolean;
  readonly audit?: boolean;
  readonly jsonl?: boolean;
  readonly watch?: boolean;
}

export interface UsageFlagsContext {
  readonly cwd: string;
  /** The person's own zone. */
  readonly timeZone: string;
  /** `null`: all accounts. */
  readonly accountIds: readonly string[] | null;
  readonly nowMs: number;
}

/** What applies to 5-hour windows, and to the audit; the rest of the options would be left unheard. */
const BLOCKS_TAKE = ['profile', 'agent', 'since', 'until', 'timezone', 'mode', 'active', 'limit'] as const;
const AUDIT_TAKES = ['profile'] as const;
const IMPORT_TAKES = ['profile', 'timezone', 'json'] as const;
const OUTPUTS = ['json', 'jsonl', 'watch'] as const;

/** What is to be shown. @throws {CcxError} `invalid_argument` for options that do not go together */
export function usageSubject(kind: string, flags: UsageFlags): 'audit' | 'blocks' | 'report' {
  if (flags.jsonl !== flags.watch) {
    const [given, missing] = flags.jsonl === true ? ['--jsonl', '--watch'] : ['--watch', '--jsonl'];
    throw new CcxError('invalid_argument', `${given} needs ${missing}.`, { hint: 'ccx usage --jsonl --watch' });
  }
  if (flags.audit === true) {
    if (kind !== 'daily') throw apart('--audit', kind);
    onlyTake('--audit', flags, ['audit', ...AUDIT_TAKES, ...OUTPUTS]);
    return 'audit';
  }
  if (kind === 'blocks') {
    onlyTake('blocks', flags, [...BLOCKS_TAKE, ...OUTPUTS]);
    return 'blocks';
  }
  if (flags.active === true) throw apart('--active', kind);
  return 'report';
}

/** What `import-check` would leave unheard. @throws {CcxError} `invalid_argument` */
export function checkImportFlags(flags: UsageFlags): void {
  onlyTake('import-check', flags, IMPORT_TAKES);
}

function onlyTake(subject: string, flags: UsageFlags, taken: readonly string[]): void {
  const strange = Object.entries(flags).find(([name, value]) => value !== undefined && !taken.includes(name));
  if (strange !== undefined) throw apart(`--${strange[0].replace(/[A-Z]/g, (c) => `-${c.toLowerCase()}`)}`, subject);
}

function apart(option: string, subject: string): CcxError {
  return new CcxError('invalid_argument', `${option} does not go with ${subject}.`, { hint: 'ccx usage --help' });
}

/** Turns a command line into a request. @throws {CcxError} `invalid_argument` */
export function usageRequest(kind: string, flags: UsageFlags, context: UsageFlagsContext): UsageReportRequest {
  const found = USAGE_KINDS.find((one) => one === kind);
  if (found === undefined) {
    throw new CcxError('invalid_argument', `There is no report "${kind}".`, { hint: USAGE_KINDS.join(', ') });
  }
  const { agent, project, model, session, by, breakdown, weekStart, mode, sort, order, limit } = flags;
  const timeZone = flags.timezone ?? context.timeZone;
  return {
    kind: found,
    timeZone,
    ...usageDays(flags, timeZone, context.nowMs),
    ...(context.accountIds !== null && { accountIds: context.accountIds }),
    ...(agent !== undefined && { agent }),
    ...(project !== undefined && { project: resolve(context.cwd, project) }),
    ...(model !== undefined && { model }),
    ...(session !== undefined && { sessionId: session }),
    ...(by !== undefined && { by }),
    ...(breakdown === true && { breakdown }),
    ...(weekStart !== undefined && { weekStart }),
    ...(mode !== undefined && { mode }),
    ...(sort !== undefined && { sort }),
    ...(order !== undefined && { order }),
    ...(limit !== undefined && { limit: parseCount(limit, '--limit') }),
  };
}
