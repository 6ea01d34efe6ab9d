import { CcxError, type Env, type RunRequest } from '@ccx/contracts';
import { plainValue, unsupported, type ArgumentTable } from '../argument-table.ts';
import { isUuid } from '../uuid.ts';

const PERMISSION_MODES = { safe: null, edit: 'acceptEdits', full: 'bypassPermissions' } as const;
/** Claude Code 2.1.329 ignores any other level with a warning. */
const EFFORTS: readonly string[] = ['low', 'medium', 'high', 'xhigh', 'max'];

/** Claude Code 2.1.329, from its `--help` and observed runs, 2026-11-21. `--max-turns` works but is not in the help. */
export const claudeArguments: ArgumentTable = {
  permission: (permission) => {
    const mode = PERMISSION_MODES[permission];
    return mode === null ? [] : ['--permission-mode', mode];
  },
  // Takes any number of values, so an option has to follow; one value is one rule, spaces inside it included.
  allowedTools: (tools) =>
    tools.length === 0 ? [] : ['--allowedTools', ...tools.map((tool) => plainValue('A rule of allowedTools', tool))],
  effort: (level) => {
    if (EFFORTS.includes(level)) return ['--effort', level];
    throw unsupported('claude', `the effort "${level.slice(0, 40)}"`, `It has ${EFFORTS.join(', ')}.`);
  },
  session: ({ mode, id }) => {
    if (mode !== 'new')
      return ['--resume', plainValue('The session id', id), ...(mode === 'fork' ? ['--fork-session'] : [])];
    if (isUuid(id)) return ['--session-id', id];
    throw new CcxError(
      'invalid_argument',
      `The id of a new session is "${id.slice(0, 80)}"; Claude Code expects a UUID.`,
    );
  },
  maxTurns: (turns) => ['--max-turns', String(turns)],
  maxBudgetUsd: (usd) => ['--max-budget-usd', String(usd)],
  jsonSchema: (schema) => ['--json-schema', JSON.stringify(schema)],
  partialText: (wanted) => (wanted ? ['--include-partial-messages'] : []),
  model: (model) => ['--model', plainValue('The model', model)],
};

/** `--verbose` is not talk: without it the CLI refuses the stream (2.1.329). */
export const CLAUDE_STREAM: readonly string[] = ['-p', '--output-format', 'stream-json', '--verbose'];
export const CLAUDE_BUFFERED: readonly string[] = ['-p', '--output-format', 'json'];

const STREAM_OPTIONS: readonly string[] = [
  '--output-format',
  '--verbose',
  '--include-partial-messages',
  '--print',
  '-p',
];

/** What an argument parser says about an option that it does not know, as commander and yargs put it. */
const REFUSALS = /unknown (?:option|argument|flag)|unrecognized option|invalid value for --output-format/i;

/** Whether stderr refuses an argument of the stream, not one that the caller chose. */
export function refusesStream(stderr: string): boolean {
  const line = refusalIn(stderr);
  if (line === undefined) return false;
  const named = line.match(/(?<![\w-])--?[a-z][\w-]*/gi) ?? [];
  return named.length === 0 || named.some((option) => STREAM_OPTIONS.includes(option)) || line.includes('stream-json');
}

/** Old versions have no `--session-id`: people asked for it in 2025-08, and 2.1.15 of 2026-01 has it. */
export function refusesSessionId(stderr: string): boolean {
  return refusalIn(stderr)?.includes('--session-id') === true;
}

function refusalIn(stderr: string): string | undefined {
  return stderr.split('\n').find((text) => REFUSALS.test(text));
}

/** 2.1.329 as root: "--dangerously-skip-permissions cannot be used with root/sudo privileges for security reasons". */
export function refusesRequest(
  request: RunRequest,
  { env, root }: { readonly env: Env; readonly root: boolean },
): string | null {
  if (request.permission !== 'full' || !root || truthy(env['IS_SANDBOX'])) return null;
  return 'Claude Code refuses permission "full" for root outside a sandbox.';
}

function truthy(value: string | undefined): boolean {
  return value !== undefined && /^(?:1|true|yes|on)$/i.test(value);
}
