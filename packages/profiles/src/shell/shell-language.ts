import type { AgentKind } from '@ccx/contracts';

/** Variables and their values; `null` unsets one. No value holds a NUL: no environment could. */
export type Variables = Readonly<Record<string, string | null>>;

/** A command of a person's shell that shall start an agent on its active account. */
export interface Wrapper {
  /** What the person types: a name of the agent's own CLI. */
  readonly command: string;
  readonly agent: AgentKind;
}

/** How one shell says what ccx has to say in it: a folder per shell. */
export interface ShellLanguage {
  /** Sets and unsets; a child of the shell sees the values byte for byte. Such scripts can be joined to one. */
  assign(variables: Variables): string;
  /** Defines `ccx`, the wrappers and the completions; evaluated again, it changes nothing. */
  init(wrappers: readonly Wrapper[]): string;
}
