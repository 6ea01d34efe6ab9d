import { unsupported } from '../argument-table.ts';

/** How many values an option takes: none, one, one if what follows is no option, or all until the next option. */
type Takes = 'none' | 'one' | 'maybe' | 'many';

const HINT = 'Start it without --supervise.';

/** Options of the interactive CLI that a second start may be given again, from the help of 2.1.329, 2026-11-21. */
const KEPT: Readonly<Record<string, Takes>> = {
  ...each('none', [
    ['--allow-dangerously-skip-permissions', '--ax-screen-reader', '--bare', '--brief', '--chrome', '--no-chrome'],
    ['--dangerously-skip-permissions', '--disable-slash-commands', '--exclude-dynamic-system-prompt-sections'],
    ['--ide', '--restricted', '--safe-mode', '--strict-mcp-config', '--verbose'],
  ]),
  ...each('one', [
    ['--agent', '--agents', '--append-system-prompt', '--append-system-prompt-file', '--autocompact', '--debug-file'],
    ['--effort', '--fallback-model', '--model', '-n', '--name', '--permission-mode', '--plugin-dir', '--plugin-url'],
    ['--remote-control-session-name-prefix', '--setting-sources', '--settings', '--system-prompt'],
    ['--system-prompt-file', '--system-prompt-snapshot'],
  ]),
  ...each('maybe', [['-d', '--debug', '--prompt-suggestions', '--remote-control']]),
  ...each('many', [
    ['--add-dir', '--allowedTools', '--allowed-tools', '--betas', '--disallowedTools', '--disallowed-tools'],
    ['--file', '--mcp-config', '--tools'],
  ]),
};

/** Options that choose the session of the first start. */
const DROPPED: Readonly<Record<string, Takes>> = {
  ...each('none', [['-c', '--continue', '--fork-session']]),
  ...each('one', [['--session-id']]),
  ...each('maybe', [['-r', '--resume', '--from-pr']]),
};

/** Instead of a prompt; they open no session, or one that is not this terminal's. */
const COMMANDS: ReadonlySet<string> = new Set(
  (
    'agents attach auth auto-mode doctor gateway import install kill logs mcp plugin plugins purge respawn rm ' +
    'setup-token stop ultrareview update upgrade'
  ).split(' '),
);

/**
 * The arguments of a second start: all but the prompt and the choice of a session, and then this session. An option that
 * is neither kept nor dropped here is refused: whether it takes a value, and what it would do twice, is not known.
 */
export function claudeResumeArguments(args: readonly string[], sessionId: string): readonly string[] {
  const kept: string[] = [];
  let at = 0;
  while (at < args.length) {
    const arg = args[at] ?? '';
    at += 1;
    if (arg === '--') break;
    if (!arg.startsWith('-') || arg.length === 1) {
      if (COMMANDS.has(arg)) throw unsupported('claude', `a supervised "${arg}"`, HINT);
      continue;
    }
    const [option = ''] = arg.startsWith('--') ? arg.split('=', 1) : [arg];
    const takes = KEPT[option] ?? DROPPED[option];
    if (takes === undefined) throw unsupported('claude', `a supervised session with "${option}"`, HINT);
    const from = at;
    if (option === arg) at += valuesAfter(args.slice(at), takes);
    if (option in KEPT) kept.push(arg, ...args.slice(from, at));
  }
  return [...kept, '--resume', sessionId];
}

/** As commander reads them: what an option must have may begin with "-", what it may have does not. */
function valuesAfter(rest: readonly string[], takes: Takes): number {
  const next = rest.findIndex((arg) => arg.length > 1 && arg.startsWith('-'));
  const free = next === -1 ? rest.length : next;
  const one = Math.min(1, rest.length);
  return { none: 0, one, maybe: Math.min(1, free), many: Math.max(one, free) }[takes];
}

function each(takes: Takes, names: readonly (readonly string[])[]): Readonly<Record<string, Takes>> {
  return Object.fromEntries(names.flat().map((name) => [name, takes]));
}
