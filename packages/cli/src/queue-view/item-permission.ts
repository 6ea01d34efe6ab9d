import { payloadFacts } from './item-words.ts';

/** What an item may do while nobody watches. */
export interface ItemPermission {
  /** Its `--permission`, or `full` where an argument of the agent lifts all guards. */
  readonly level: string;
  /** The argument that lifts them; `null`: the level is the item's own. */
  readonly liftedBy: string | null;
  /** Tools that are allowed beyond the level, as the agent writes them. */
  readonly allowed: readonly string[];
  /** Arguments by which the agent may decide otherwise, as they are. */
  readonly unless: readonly string[];
}

/**
 * Arguments behind which no guard is left, beside those that ccx gives itself. Tried with Claude Code 2.1.329 and Codex
 * 0.169.0 (whose help does not have `--yolo`), 2026-11-22; Gemini CLI 0.61.0 has the last three, and ends at once because
 * ccx names a mode too.
 */
const LIFTING: readonly (readonly string[])[] = [
  ['--dangerously-skip-permissions'],
  ['--permission-mode', 'bypassPermissions'],
  ['--dangerously-bypass-approvals-and-sandbox'],
  ['--yolo'],
  ['-y'],
  ['--approval-mode', 'yolo'],
];

/** Options of the three agents that have a say in what is allowed, as far as their help tells. */
const DECIDING =
  /^(?:--(?:permission-mode|allowed-?tools|settings|add-dir|approval-mode|approve-for-me|sandbox|config|profile|policy|admin-policy)|-[cps])$/i;

/** `null` for an item that no agent works at. */
export function itemPermission(payload: unknown): ItemPermission | null {
  const { permission, allowedTools, extraArgs } = payloadFacts(payload);
  if (permission === null) return null;
  const given = optionsOf(extraArgs);
  const lifting = given.find((words) => LIFTING.some((row) => row.every((word, at) => words[at] === word)));
  if (lifting !== undefined) return { level: 'full', liftedBy: lifting.join(' '), allowed: [], unless: [] };
  const unless = given.filter(([name = '']) => DECIDING.test(name)).map((words) => words.join(' '));
  return { level: permission, liftedBy: null, allowed: permission === 'full' ? [] : allowedTools, unless };
}

/** Each option with the values that follow it, in front of which `=` counts as a space. */
function optionsOf(args: readonly string[]): readonly (readonly string[])[] {
  const options: string[][] = [];
  for (const word of args) {
    const [, name, value] = /^(--[\w-]+)=(.*)$/s.exec(word) ?? [];
    if (name !== undefined && value !== undefined) options.push([name, value]);
    else if (word.startsWith('-') || options.length === 0) options.push([word]);
    else options.at(-1)?.push(word);
  }
  return options;
}
