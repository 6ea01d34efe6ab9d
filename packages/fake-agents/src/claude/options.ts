/** What the command line asked for. */
export interface ClaudeOptions {
  readonly print: boolean;
  /** The positional words: the prompt, or a subcommand. */
  readonly words: readonly string[];
  readonly outputFormat: 'text' | 'json' | 'stream-json';
  readonly inputFormat: 'text' | 'stream-json';
  readonly verbose: boolean;
  readonly partialMessages: boolean;
  readonly replayUserMessages: boolean;
  readonly forwardSubagentText: boolean;
  readonly version: boolean;
  readonly json: boolean;
  readonly model: string | null;
  readonly effort: string | null;
  readonly permissionMode: string;
  readonly skipPermissions: boolean;
  readonly allowedTools: readonly string[];
  readonly resume: string | null;
  readonly continues: boolean;
  readonly fork: boolean;
  readonly sessionId: string | null;
  readonly maxTurns: number | null;
  readonly maxBudgetUsd: number | null;
  readonly jsonSchema: string | null;
  readonly persists: boolean;
}

/** The options, or the words with which the CLI refuses them (stderr, exit 1). */
export type ParsedOptions =
  | { readonly ok: true; readonly options: ClaudeOptions }
  | { readonly ok: false; readonly error: string };

type Kind = 'flag' | 'value' | 'list' | 'optional';

/** Every flag that is understood or taken and ignored. Names and kinds as in Claude Code 2.1.329, 2026-11-21. */
const FLAGS: Readonly<Record<string, { readonly kind: Kind; readonly shows: string }>> = {
  '--print': { kind: 'flag', shows: '-p, --print' },
  '--output-format': { kind: 'value', shows: '--output-format <format>' },
  '--input-format': { kind: 'value', shows: '--input-format <format>' },
  '--verbose': { kind: 'flag', shows: '--verbose' },
  '--include-partial-messages': { kind: 'flag', shows: '--include-partial-messages' },
  '--include-hook-events': { kind: 'flag', shows: '--include-hook-events' },
  '--replay-user-messages': { kind: 'flag', shows: '--replay-user-messages' },
  '--forward-subagent-text': { kind: 'flag', shows: '--forward-subagent-text' },
  '--version': { kind: 'flag', shows: '-v, --version' },
  '--json': { kind: 'flag', shows: '--json' },
  '--text': { kind: 'flag', shows: '--text' },
  '--model': { kind: 'value', shows: '--model <model>' },
  '--fallback-model': { kind: 'value', shows: '--fallback-model <model>' },
  '--effort': { kind: 'value', shows: '--effort <level>' },
  '--permission-mode': { kind: 'value', shows: '--permission-mode <mode>' },
  '--permission-prompts': { kind: 'value', shows: '--permission-prompts <who>' },
  '--dangerously-skip-permissions': { kind: 'flag', shows: '--dangerously-skip-permissions' },
  '--allowedTools': { kind: 'list', shows: '--allowedTools, --allowed-tools <tools...>' },
  '--disallowedTools': { kind: 'list', shows: '--disallowedTools, --disallowed-tools <tools...>' },
  '--tools': { kind: 'list', shows: '--tools <tools...>' },
  '--add-dir': { kind: 'list', shows: '--add-dir <directories...>' },
  '--resume': { kind: 'optional', shows: '-r, --resume [value]' },
  '--continue': { kind: 'flag', shows: '-c, --continue' },
  '--fork-session': { kind: 'flag', shows: '--fork-session' },
  '--session-id': { kind: 'value', shows: '--session-id <uuid>' },
  '--max-turns': { kind: 'value', shows: '--max-turns <turns>' },
  '--max-budget-usd': { kind: 'value', shows: '--max-budget-usd <amount>' },
  '--json-schema': { kind: 'value', shows: '--json-schema <schema>' },
  '--no-session-persistence': { kind: 'flag', shows: '--no-session-persistence' },
  '--append-system-prompt': { kind: 'value', shows: '--append-system-prompt <prompt>' },
  '--system-prompt': { kind: 'value', shows: '--system-prompt <prompt>' },
  '--settings': { kind: 'value', shows: '--settings <file-or-json>' },
  '--setting-sources': { kind: 'value', shows: '--setting-sources <sources>' },
  '--mcp-config': { kind: 'list', shows: '--mcp-config <configs...>' },
  '--strict-mcp-config': { kind: 'flag', shows: '--strict-mcp-config' },
  '--bare': { kind: 'flag', shows: '--bare' },
  '--safe-mode': { kind: 'flag', shows: '--safe-mode' },
  '--restricted': { kind: 'flag', shows: '--restricted' },
  '--ax-screen-reader': { kind: 'flag', shows: '--ax-screen-reader' },
  '--autocompact': { kind: 'value', shows: '--autocompact <tokens>' },
  '--name': { kind: 'value', shows: '-n, --name <name>' },
};
const SHORT: Readonly<Record<string, string>> = {
  '-p': '--print',
  '-v': '--version',
  '-r': '--resume',
  '-c': '--continue',
  '-n': '--name',
  '--allowed-tools': '--allowedTools',
  '--disallowed-tools': '--disallowedTools',
};
const CHOICES: Readonly<Record<string, readonly string[]>> = {
  '--output-format': ['text', 'json', 'stream-json'],
  '--input-format': ['text', 'stream-json'],
  '--permission-mode': ['acceptEdits', 'auto', 'bypassPermissions', 'default', 'manual', 'dontAsk', 'plan'],
};

/** Reads the command line as the CLI does: a list flag swallows words up to the next flag. */
export function parseOptions(argv: readonly string[]): ParsedOptions {
  const given = new Map<string, string[]>();
  const words: string[] = [];
  const rest = [...argv];
  for (let next = rest.shift(); next !== undefined; next = rest.shift()) {
    if (next === '--') {
      words.push(...rest.splice(0));
      break;
    }
    if (!next.startsWith('-') || next === '-') {
      words.push(next);
      continue;
    }
    const equals = next.startsWith('--') ? next.indexOf('=') : -1;
    const typed = equals === -1 ? next : next.slice(0, equals);
    const name = SHORT[typed] ?? typed;
    const flag = FLAGS[name];
    if (flag === undefined) return { ok: false, error: `error: unknown option '${typed}'` };
    const values = given.get(name) ?? [];
    given.set(name, values);
    if (flag.kind === 'flag') continue;
    if (equals !== -1) values.push(next.slice(equals + 1));
    else if (flag.kind === 'list')
      while (rest[0] !== undefined && !rest[0].startsWith('-')) values.push(rest.shift() ?? '');
    else if (rest[0] !== undefined && !(flag.kind === 'optional' && rest[0].startsWith('-')))
      values.push(rest.shift() ?? '');
    else if (flag.kind === 'value') return { ok: false, error: `error: option '${flag.shows}' argument missing` };
    const choices = CHOICES[name];
    const value = values.at(-1);
    if (choices !== undefined && value !== undefined && !choices.includes(value)) {
      const allowed = choices.filter((choice) => choice !== 'default').join(', ');
      return {
        ok: false,
        error: `error: option '${flag.shows}' argument '${value}' is invalid. Allowed choices are ${allowed}.`,
      };
    }
  }
  return { ok: true, options: fromGiven(given, words) };
}

function fromGiven(given: ReadonlyMap<string, readonly string[]>, words: readonly string[]): ClaudeOptions {
  const has = (name: string): boolean => given.has(name);
  const value = (name: string): string | null => given.get(name)?.at(-1) ?? null;
  const amount = (name: string): number | null => {
    const number = Number(value(name) ?? Number.NaN);
    return Number.isNaN(number) ? null : number;
  };
  const outputFormat = value('--output-format');
  const skip = has('--dangerously-skip-permissions');
  const mode = value('--permission-mode') ?? 'default';
  return {
    print: has('--print'),
    words,
    outputFormat: outputFormat === 'json' || outputFormat === 'stream-json' ? outputFormat : 'text',
    inputFormat: value('--input-format') === 'stream-json' ? 'stream-json' : 'text',
    verbose: has('--verbose'),
    partialMessages: has('--include-partial-messages'),
    replayUserMessages: has('--replay-user-messages'),
    forwardSubagentText: has('--forward-subagent-text'),
    version: has('--version'),
    json: has('--json') || !has('--text'),
    model: value('--model'),
    effort: value('--effort'),
    // Observed: `manual` is reported as `default`.
    permissionMode: skip ? 'bypassPermissions' : mode === 'manual' ? 'default' : mode,
    skipPermissions: skip || mode === 'bypassPermissions',
    allowedTools: (given.get('--allowedTools') ?? []).flatMap(splitTools),
    resume: has('--resume') ? (value('--resume') ?? '') : null,
    continues: has('--continue'),
    fork: has('--fork-session'),
    sessionId: value('--session-id'),
    maxTurns: amount('--max-turns'),
    maxBudgetUsd: amount('--max-budget-usd'),
    jsonSchema: value('--json-schema'),
    persists: !has('--no-session-persistence'),
  };
}

/** `Bash(rm *),Read` is two rules; a comma or blank inside brackets belongs to the rule. */
function splitTools(text: string): readonly string[] {
  return text.match(/[^\s,(]+(?:\([^)]*\))?/g) ?? [];
}
