import { AGENT_KINDS, CcxError, DEFAULT_QUOTA_STALE_MS, type AgentKind, type QuotaSourceId } from '@ccx/contracts';
import type { LevelCrossing } from '@ccx/quota-probe';
import { parseChoice, parseDuration } from './parse-values.ts';

/** As commander hands them over. */
export interface QuotaFlags {
  readonly agent?: string;
  readonly source?: string;
  readonly refresh?: boolean;
  readonly maxAge?: string;
  readonly explain?: boolean;
  readonly json?: boolean;
  readonly jsonl?: boolean;
  readonly watch?: boolean;
  readonly onChange?: string;
  readonly onLevel?: readonly string[];
}

/** What they mean. */
export interface QuotaRequest {
  readonly agent: AgentKind | null;
  readonly source: QuotaSourceId | null;
  readonly maxAgeMs: number;
  readonly refresh: boolean;
  readonly explain: boolean;
  readonly format: 'people' | 'json' | 'jsonl';
  readonly watch: boolean;
  readonly onChange: string | null;
  readonly onLevel: readonly LevelCommand[];
}

/** A command for one crossing. */
export interface LevelCommand {
  readonly level: LevelCrossing;
  readonly command: string;
}

const SOURCES: readonly QuotaSourceId[] = ['run', 'statusline', 'control', 'print', 'rpc', 'log', 'pty', 'tmux'];
const LEVELS: readonly LevelCrossing[] = ['soft', 'hard', 'reset'];

export function quotaRequest(flags: QuotaFlags): QuotaRequest {
  const { agent, source, maxAge, watch = false, json = false, jsonl = false } = flags;
  const onlyWatching = (['jsonl', 'onChange', 'onLevel'] as const).find((name) => flags[name] !== undefined);
  if (!watch && onlyWatching !== undefined) {
    const option = `--${onlyWatching.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
    throw new CcxError('invalid_argument', `${option} needs --watch.`, { hint: `ccx quota --watch ${option} …` });
  }
  if (watch && json) {
    throw new CcxError('invalid_argument', '--json prints one object, and --watch many.', {
      hint: 'ccx quota --watch --jsonl',
    });
  }
  if (flags.refresh === true && maxAge !== undefined) {
    throw new CcxError('invalid_argument', '--refresh asks whatever the age, so --max-age has no meaning beside it.');
  }
  return {
    agent: agent === undefined ? null : parseChoice(agent, '--agent', AGENT_KINDS),
    source: source === undefined ? null : parseChoice(source, '--source', SOURCES),
    maxAgeMs: maxAge === undefined ? DEFAULT_QUOTA_STALE_MS : parseDuration(maxAge, '--max-age'),
    refresh: flags.refresh ?? false,
    explain: flags.explain ?? false,
    format: json ? 'json' : jsonl ? 'jsonl' : 'people',
    watch,
    onChange: flags.onChange ?? null,
    onLevel: levelCommands(flags.onLevel ?? []),
  };
}

/** The words alternate: a level and its command. */
function levelCommands(words: readonly string[]): readonly LevelCommand[] {
  const pairs = Array.from({ length: Math.ceil(words.length / 2) }, (_, at) => words.slice(at * 2, at * 2 + 2));
  return pairs.map(([level = '', command]) => {
    const known = parseChoice(level, '--on-level', LEVELS);
    if (command !== undefined) return { level: known, command };
    throw new CcxError('invalid_argument', `--on-level ${level} needs a command behind it.`, {
      hint: `ccx quota --watch --on-level ${level} 'notify-send "quota"'`,
    });
  });
}
