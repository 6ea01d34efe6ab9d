/** What the command line of a Codex session says. */
export interface CodexArguments {
  /** The folder to work in, as it was written. */
  readonly folder: string | null;
}

/** Those that do something else, and those that serve others: `codex --help`, and some that it does not show. */
const OTHERS = wordsOf(
  'login logout mcp plugin app-server remote-control completion update doctor sandbox debug apply a',
  'queue archive delete migrate-rollouts migrate-nfs-db unarchive cloud exec-server features help',
  'mcp-server responses-api-proxy stdio-to-uds execpolicy',
);

const WITH_VALUE = wordsOf(
  '-c --config --enable --disable --remote --remote-auth-token-env -i --image -m --model',
  '--local-provider -p --profile -s --sandbox -C --cd --add-dir -a --ask-for-approval -o',
  '--output-last-message --output-schema --color',
);

const QUESTIONS = new Set(['-h', '--help', '-V', '--version']);

/** Reads the arguments of Codex 0.169.0 (2026-11-21); `null` where they start no session. */
export function codexArguments(args: readonly string[]): CodexArguments | null {
  let command: string | null = null;
  let folder: string | null = null;
  for (let at = 0; at < args.length; at += 1) {
    const word = args[at] ?? '';
    if (word === '--') break;
    if (QUESTIONS.has(word)) return null;
    if (word === '-C' || word === '--cd') folder = args[at + 1] ?? null;
    if (word.startsWith('--cd=')) folder = word.slice('--cd='.length);
    if (WITH_VALUE.has(word)) at += 1;
    else if (!word.startsWith('-')) command ??= word;
  }
  return command !== null && OTHERS.has(command) ? null : { folder };
}

/** Whether these are the arguments of the process that serves screens in the background. */
export function isCodexServer(args: readonly string[]): boolean {
  return args[0] === 'app-server' && args.includes('--listen');
}

function wordsOf(...lines: readonly string[]): ReadonlySet<string> {
  return new Set(lines.flatMap((line) => line.split(' ')));
}
