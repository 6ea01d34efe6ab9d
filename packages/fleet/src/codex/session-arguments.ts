/** What the command line of a Codex session says. */
export interface CodexArguments {
  /** The thread that is to be gone on with. */
  readonly thread: string | null;
  /** The folder to work in, as it was written. */
  readonly folder: string | null;
}

/** The commands that hold a conversation; without one, Codex is the screen that people know. */
const CONVERSATIONS = new Set(['exec', 'e', 'review', 'resume', 'fork', 'agents']);

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
const THREAD = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** Reads the arguments of Codex 0.169.0 (2026-11-21); `null` where they start no session. */
export function codexArguments(args: readonly string[]): CodexArguments | null {
  const positional: string[] = [];
  let folder: string | null = null;
  for (let at = 0; at < args.length; at += 1) {
    const word = args[at] ?? '';
    if (word === '--') break;
    if (QUESTIONS.has(word)) return null;
    if (word === '-C' || word === '--cd') folder = args[at + 1] ?? null;
    if (word.startsWith('--cd=')) folder = word.slice('--cd='.length);
    if (WITH_VALUE.has(word)) at += 1;
    else if (!word.startsWith('-')) positional.push(word);
  }
  const [command = '', ...rest] = positional;
  if (OTHERS.has(command)) return null;
  const resumes = command === 'resume' || (CONVERSATIONS.has(command) && rest[0] === 'resume');
  return { thread: resumes ? (rest.find((word) => THREAD.test(word)) ?? null) : null, folder };
}

/** Whether these are the arguments of the process that serves screens in the background. */
export function isCodexServer(args: readonly string[]): boolean {
  return args[0] === 'app-server' && args.includes('--listen');
}

function wordsOf(...lines: readonly string[]): ReadonlySet<string> {
  return new Set(lines.flatMap((line) => line.split(' ')));
}
