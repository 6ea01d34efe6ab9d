import { parseArgs } from 'node:util';
import { AGENT_KINDS, type AgentKind, type QuotaSourceId } from '@ccx/contracts';

export type Command =
  | { readonly is: 'help' }
  | { readonly is: 'wrong'; readonly why: string }
  | {
      readonly is: 'ask';
      /** Empty: those that are installed. */
      readonly agents: readonly AgentKind[];
      readonly source: QuotaSourceId | null;
      readonly refresh: boolean;
      readonly json: boolean;
    };

const SOURCES: readonly QuotaSourceId[] = ['run', 'statusline', 'control', 'print', 'rpc', 'log', 'pty', 'tmux'];

export const HELP: string = `What is left on an account of Claude Code, Codex or Gemini CLI.

usage: quota-probe [--agent NAME]… [--source NAME] [--refresh] [--json]

  --agent NAME    ${AGENT_KINDS.join(', ')}; may be repeated. Default: those that are installed
  --source NAME   ask only there: ${SOURCES.join(', ')}
  --refresh       ask now; otherwise numbers of the last 15 minutes are shown as they are
  --json          everything that is known, for programs
  --help          this text

examples
  quota-probe
  quota-probe --agent claude --refresh
  quota-probe --json | jq '.accounts[].reading.snapshot.windows'

exit codes: 0 there are numbers, 1 there are none, 2 wrong arguments, 4 no agent is installed or nobody is logged in,
75 every account is used up
`;

/** What the arguments ask for. */
export function parseCommand(argv: readonly string[]): Command {
  try {
    const { values } = parseArgs({
      args: [...argv],
      options: {
        agent: { type: 'string', multiple: true },
        source: { type: 'string' },
        refresh: { type: 'boolean' },
        json: { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
      },
    });
    if (values.help === true) return { is: 'help' };
    const agents = (values.agent ?? []).map((name) => choice(name, '--agent', AGENT_KINDS));
    return {
      is: 'ask',
      agents: [...new Set(agents)],
      source: values.source === undefined ? null : choice(values.source, '--source', SOURCES),
      refresh: values.refresh === true,
      json: values.json === true,
    };
  } catch (error) {
    // What parseArgs says behind its first sentence is about arguments that begin with a dash.
    const why = error instanceof Error ? error.message : String(error);
    return { is: 'wrong', why: why.split('. ')[0] ?? why };
  }
}

function choice<T extends string>(value: string, name: string, choices: readonly T[]): T {
  const found = choices.find((one) => one === value);
  if (found === undefined) throw new TypeError(`${name} is "${value}", expected one of ${choices.join(', ')}`);
  return found;
}
