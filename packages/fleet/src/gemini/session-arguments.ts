/** What the command line of a Gemini CLI session says. */
export interface GeminiArguments {
  /** The session that it is to begin or to go on with. */
  readonly session: string | null;
}

/** `gemini --help`, and the names that it takes for the same. */
const COMMANDS = new Set(['mcp', 'extensions', 'extension', 'skills', 'skill', 'hooks', 'hook', 'gemma']);

const ONE_ANSWER = new Set('-v --version -h --help -l --list-extensions --list-sessions --delete-session'.split(' '));

const WITH_VALUE = wordsOf(
  '-m --model -p --prompt -i --prompt-interactive -w --worktree --approval-mode --policy',
  '--admin-policy --allowed-mcp-server-names --allowed-tools -e --extensions -r --resume',
  '--session-file --session-id --include-directories -o --output-format',
);

const NAMING = new Set(['--session-id', '-r', '--resume']);
const SESSION = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** Whether it is a session's id, which is a UUID. */
export function isGeminiSession(id: string): boolean {
  return SESSION.test(id);
}

/** Reads the arguments of Gemini CLI 0.61.0 (2026-11-21); `null` where they start no session. */
export function geminiArguments(args: readonly string[]): GeminiArguments | null {
  let session: string | null = null;
  let isFirst = true;
  for (let at = 0; at < args.length; at += 1) {
    const [name = '', ...rest] = (args[at] ?? '').split('=');
    if (name === '--') break;
    if (ONE_ANSWER.has(name)) return null;
    if (WITH_VALUE.has(name)) {
      const value = rest.length > 0 ? rest.join('=') : (args[(at += 1)] ?? '');
      if (NAMING.has(name) && isGeminiSession(value)) session = value;
    } else if (!name.startsWith('-')) {
      if (isFirst && COMMANDS.has(name)) return null;
      isFirst = false;
    }
  }
  return { session };
}

function wordsOf(...lines: readonly string[]): ReadonlySet<string> {
  return new Set(lines.flatMap((line) => line.split(' ')));
}
