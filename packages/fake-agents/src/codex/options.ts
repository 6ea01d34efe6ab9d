const SANDBOXES = ['read-only', 'workspace-write', 'danger-full-access'] as const;

/** What a command may touch. */
export type Sandbox = (typeof SANDBOXES)[number];

/** What `codex exec` was asked for. */
export interface ExecOptions {
  /** Positional words: the prompt, or `resume` with its id and prompt. */
  readonly words: readonly string[];
  readonly json: boolean;
  readonly version: boolean;
  readonly sandbox: Sandbox;
  readonly model: string | null;
  readonly cwd: string | null;
  readonly schemaFile: string | null;
  readonly lastMessageFile: string | null;
  readonly skipGitCheck: boolean;
  readonly ephemeral: boolean;
  readonly last: boolean;
  readonly allFolders: boolean;
  readonly noDaemon: boolean;
}

/** The options, or the words on stderr with which the CLI refuses them, exit 2. */
export type ParsedExec =
  | { readonly ok: true; readonly options: ExecOptions }
  | { readonly ok: false; readonly error: string };

/** `true` where a value follows. Names as in Codex 0.169.0, 2026-11-21. */
const FLAGS: Readonly<Record<string, boolean>> = {
  '--json': false,
  '--version': false,
  '--sandbox': true,
  '--model': true,
  '--cd': true,
  '--config': true,
  '--profile': true,
  '--output-schema': true,
  '--output-last-message': true,
  '--skip-git-repo-check': false,
  '--ephemeral': false,
  '--last': false,
  '--all': false,
  '--trust': false,
  '--ignore-user-config': false,
  '--dangerously-bypass-approvals-and-sandbox': false,
  '--color': true,
  '--image': true,
  '--add-dir': true,
  '--enable': true,
  '--disable': true,
};
const SHORT: Readonly<Record<string, string>> = {
  '-V': '--version',
  '-s': '--sandbox',
  '-m': '--model',
  '-C': '--cd',
  '-a': '--ask-for-approval',
  '-c': '--config',
  '-p': '--profile',
  '-o': '--output-last-message',
  '-i': '--image',
};

/** What `codex` without a command takes beside them. */
const SCREEN_FLAGS: Readonly<Record<string, boolean>> = {
  '--no-daemon': false,
  '--ask-for-approval': true,
  '--search': false,
  '--no-alt-screen': false,
};

/** Reads the command line of the screen: its own flags too, and another sandbox where none is named. */
export function parseScreen(argv: readonly string[]): ParsedExec {
  return parse(argv, { flags: { ...FLAGS, ...SCREEN_FLAGS }, sandbox: 'workspace-write' });
}

/** Reads the command line as `codex exec` does. */
export function parseExec(argv: readonly string[]): ParsedExec {
  return parse(argv, { flags: FLAGS, sandbox: 'read-only' });
}

interface Grammar {
  readonly flags: Readonly<Record<string, boolean>>;
  /** The sandbox where none is named. */
  readonly sandbox: Sandbox;
}

function parse(argv: readonly string[], { flags, sandbox }: Grammar): ParsedExec {
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
    const equals = next.indexOf('=');
    const typed = equals === -1 ? next : next.slice(0, equals);
    const name = SHORT[typed] ?? typed;
    const takesValue = flags[name];
    if (takesValue === undefined) return { ok: false, error: unexpected(typed, words[0]) };
    const values = given.get(name) ?? [];
    given.set(name, values);
    if (!takesValue) continue;
    const value = equals === -1 ? rest.shift() : next.slice(equals + 1);
    if (value === undefined) {
      const shown = `${name} <${name.slice(2).replaceAll('-', '_').toUpperCase()}>`;
      return { ok: false, error: `error: a value is required for '${shown}' but none was supplied\n\n${HELP}` };
    }
    values.push(value);
  }
  return fromGiven(given, words, sandbox);
}

const HELP = "For more information, try '--help'.";

function unexpected(flag: string, word: string | undefined): string {
  const usage =
    word === 'resume'
      ? 'Usage: codex exec resume [OPTIONS] [SESSION_ID] [PROMPT]'
      : 'Usage: codex exec [OPTIONS] [PROMPT]\n       codex exec [OPTIONS] <COMMAND> [ARGS]';
  const tip = `  tip: to pass '${flag}' as a value, use '-- ${flag}'`;
  return `error: unexpected argument '${flag}' found\n\n${tip}\n\n${usage}\n\n${HELP}`;
}

function fromGiven(
  given: ReadonlyMap<string, readonly string[]>,
  words: readonly string[],
  fallback: Sandbox,
): ParsedExec {
  const has = (name: string): boolean => given.has(name);
  const value = (name: string): string | null => given.get(name)?.at(-1) ?? null;
  const config = new Map((given.get('--config') ?? []).map(splitPair));
  const asked = value('--sandbox') ?? config.get('sandbox_mode') ?? fallback;
  const sandbox = sandboxNamed(asked);
  if (sandbox === undefined) {
    const shown = `'${asked}' for '--sandbox <SANDBOX_MODE>'`;
    const choices = `[possible values: ${SANDBOXES.join(', ')}]`;
    return { ok: false, error: `error: invalid value ${shown}\n  ${choices}\n\n${HELP}` };
  }
  return {
    ok: true,
    options: {
      words,
      json: has('--json'),
      version: has('--version'),
      sandbox: has('--dangerously-bypass-approvals-and-sandbox') ? 'danger-full-access' : sandbox,
      model: value('--model') ?? config.get('model') ?? null,
      cwd: value('--cd'),
      schemaFile: value('--output-schema'),
      lastMessageFile: value('--output-last-message'),
      skipGitCheck: has('--skip-git-repo-check'),
      ephemeral: has('--ephemeral'),
      last: has('--last'),
      allFolders: has('--all'),
      noDaemon: has('--no-daemon'),
    },
  };
}

/** The sandbox of this name, or `undefined`. */
export function sandboxNamed(asked: string): Sandbox | undefined {
  return SANDBOXES.find((name) => name === asked);
}

/** `key=value`; a quoted TOML text loses its quotes. */
function splitPair(pair: string): readonly [string, string] {
  const at = pair.indexOf('=');
  if (at === -1) return [pair, ''];
  return [
    pair.slice(0, at).trim(),
    pair
      .slice(at + 1)
      .trim()
      .replace(/^(["'])(.*)\1$/s, '$2'),
  ];
}
