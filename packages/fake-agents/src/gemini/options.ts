import { HELP } from './help.ts';

const APPROVALS = ['default', 'auto_edit', 'yolo', 'plan'] as const;
const FORMATS = ['text', 'json', 'stream-json'] as const;

/** Which tools are offered. */
export type ApprovalMode = (typeof APPROVALS)[number];
/** What stdout holds. */
export type OutputFormat = (typeof FORMATS)[number];

/** What the CLI was asked for. */
export interface GeminiOptions {
  /** `-p`, else the positional words; `null` without either. */
  readonly prompt: string | null;
  /** Whether `-p` was given, which makes the run headless also on a terminal. */
  readonly headless: boolean;
  readonly format: OutputFormat;
  readonly approval: ApprovalMode;
  readonly allowedTools: readonly string[];
  readonly model: string | null;
  readonly skipTrust: boolean;
  readonly sessionId: string | null;
  /** `latest`, an index of `--list-sessions`, or an id. */
  readonly resume: string | null;
  readonly listSessions: boolean;
  readonly version: boolean;
  readonly help: boolean;
}

/** The options, or the words on stderr with which the CLI refuses them, exit 1. */
export type ParsedOptions =
  | { readonly ok: true; readonly options: GeminiOptions }
  | { readonly ok: false; readonly error: string };

/** `true` where a value follows. Names as in the help of Gemini CLI 0.61.0, 2026-11-21. */
const FLAGS: Readonly<Record<string, boolean>> = {
  debug: false,
  model: true,
  prompt: true,
  'prompt-interactive': true,
  'skip-trust': false,
  worktree: true,
  sandbox: false,
  yolo: false,
  'approval-mode': true,
  policy: true,
  'admin-policy': true,
  acp: false,
  'experimental-acp': false,
  'allowed-mcp-server-names': true,
  'allowed-tools': true,
  extensions: true,
  'list-extensions': false,
  resume: true,
  'session-file': true,
  'session-id': true,
  'list-sessions': false,
  'delete-session': true,
  'include-directories': true,
  'screen-reader': false,
  'output-format': true,
  'raw-output': false,
  'accept-raw-output-risk': false,
  version: false,
  help: false,
};
const SHORT: Readonly<Record<string, string>> = {
  d: 'debug',
  m: 'model',
  p: 'prompt',
  i: 'prompt-interactive',
  w: 'worktree',
  s: 'sandbox',
  y: 'yolo',
  e: 'extensions',
  l: 'list-extensions',
  r: 'resume',
  o: 'output-format',
  v: 'version',
  h: 'help',
};

/** Reads the command line as the CLI does. */
export function parseOptions(argv: readonly string[]): ParsedOptions {
  const given = new Map<string, string[]>();
  const words: string[] = [];
  const unknown: string[] = [];
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
    const typed = (equals === -1 ? next : next.slice(0, equals)).replace(/^--?/, '');
    const name = next.startsWith('--') ? typed : (SHORT[typed] ?? typed);
    const takesValue = FLAGS[name];
    if (takesValue === undefined) {
      unknown.push(name.replace(/^no-/, ''));
      continue;
    }
    const values = given.get(name) ?? [];
    given.set(name, values);
    if (!takesValue) {
      // `--flag=false` is how its library takes a flag back.
      if (next.slice(equals + 1) === 'false' && equals !== -1) given.delete(name);
      continue;
    }
    const value = equals === -1 ? rest.shift() : next.slice(equals + 1);
    if (value === undefined) return refused(`Not enough arguments following: ${typed}`);
    values.push(value);
  }
  return unknown.length > 0 ? refused(unknownWords(unknown)) : fromGiven(given, words);
}

function refused(words: string): ParsedOptions {
  return { ok: false, error: `${words}\n${HELP}` };
}

/** Its library names an unknown flag twice where the name has a hyphen. */
function unknownWords(names: readonly string[]): string {
  const shown = names.flatMap((name) => {
    const camel = name.replaceAll(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
    return camel === name ? [name] : [name, camel];
  });
  return `Unknown argument${shown.length === 1 ? '' : 's'}: ${shown.join(', ')}`;
}

function fromGiven(given: ReadonlyMap<string, readonly string[]>, words: readonly string[]): ParsedOptions {
  const has = (name: string): boolean => given.has(name);
  const value = (name: string): string | null => given.get(name)?.at(-1) ?? null;
  const format = choice(FORMATS, 'output-format', value('output-format'), 'text');
  const approval = choice(APPROVALS, 'approval-mode', value('approval-mode'), has('yolo') ? 'yolo' : 'default');
  if (!format.ok) return refused(format.error);
  if (!approval.ok) return refused(approval.error);
  if (has('yolo') && has('approval-mode')) {
    return refused('Cannot use both --yolo (-y) and --approval-mode together. Use --approval-mode=yolo instead.');
  }
  if (has('prompt') && words.length > 0) {
    return refused('Cannot use both a positional prompt and the --prompt (-p) flag together');
  }
  return {
    ok: true,
    options: {
      prompt: value('prompt') ?? (words.length > 0 ? words.join(' ') : null),
      headless: has('prompt'),
      format: format.value,
      approval: approval.value,
      allowedTools: (given.get('allowed-tools') ?? []).flatMap((names) => names.split(',')),
      model: value('model'),
      skipTrust: has('skip-trust'),
      sessionId: value('session-id'),
      resume: value('resume'),
      listSessions: has('list-sessions'),
      version: has('version'),
      help: has('help'),
    },
  };
}

function choice<T extends string>(
  of: readonly T[],
  name: string,
  given: string | null,
  otherwise: T,
): { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: string } {
  const value = given === null ? otherwise : of.find((one) => one === given);
  if (value !== undefined) return { ok: true, value };
  const choices = of.map((one) => `"${one}"`).join(', ');
  return { ok: false, error: `Invalid values:\n  Argument: ${name}, Given: "${given ?? ''}", Choices: ${choices}` };
}
