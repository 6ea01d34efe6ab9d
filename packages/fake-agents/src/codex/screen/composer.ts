const COMMANDS = [
  ['/model', 'choose what model and reasoning effort to use'],
  ['/status', 'show current session configuration and token usage'],
  ['/statusline', 'configure which items appear in the status line'],
  ['/quit', 'exit Codex'],
] as const;

/** What stands at the bottom of the screen. */
export interface ComposerState {
  readonly input: string;
  /** What goes on, and since how many seconds; `null` when nothing does. */
  readonly busy: { readonly words: string; readonly seconds: number } | null;
  readonly warning: string | null;
  /** Nothing was typed yet. */
  readonly splash: boolean;
  readonly footer: string;
}

/** The bottom rows, and which of them is typed in. */
export function composerRows(
  { input, busy, warning, splash, footer }: ComposerState,
  columns: number,
): { readonly rows: readonly string[]; readonly typed: number } {
  const typed = input === '' ? '› Ask Codex to do anything' : `› ${input}`;
  const menu = commandsFor(input);
  const above = [
    ...(busy === null ? [] : [`• ${busy.words} (${busy.seconds}s • esc to interrupt)`, '']),
    ...(warning === null ? [] : [warning.padStart(columns)]),
    ...menu.map(([name, about], index) => `${index === 0 ? '›' : ' '} ${name.padEnd(12)} ${about}`),
    '',
  ];
  const below = splash ? ['  ? for shortcuts'] : [`  ${footer}`, ...(input === '' ? [SHORTCUTS] : [])];
  return { rows: [...above, typed, '', ...below], typed: above.length };
}

const SHORTCUTS = '  ← for agents · ? for shortcuts';

/** The commands that begin with what was typed. */
export function commandsFor(input: string): readonly (readonly [string, string])[] {
  return input.startsWith('/') ? COMMANDS.filter(([name]) => name.startsWith(input)) : [];
}
