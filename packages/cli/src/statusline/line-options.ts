import type { Env } from '@ccx/contracts';

/** How `ccx statusline` was called. */
export interface LineOptions {
  readonly format: string | null;
  /** The person's own status line. */
  readonly tee: string | null;
  readonly color: boolean;
}

/** Lenient: a word that this version does not know shall not take the line away. */
export function lineOptions(words: readonly string[], env: Env): LineOptions {
  return {
    format: optionIn(words, '--format'),
    tee: optionIn(words, '--tee'),
    // Its reader is the agent, which shows colours: that stdout is no terminal says nothing.
    color: !words.includes('--no-color') && (env['NO_COLOR'] ?? '') === '' && env['TERM'] !== 'dumb',
  };
}

/** The value of `--name value` or `--name=value`; `null` where there is none. */
export function optionIn(words: readonly string[], name: string): string | null {
  const at = words.findIndex((word) => word === name || word.startsWith(`${name}=`));
  const value = words[at] === name ? words[at + 1] : words[at]?.slice(name.length + 1);
  return value === undefined || value === '' ? null : value;
}
