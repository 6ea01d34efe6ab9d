import { AGENT_KINDS, AGENTS } from '@ccx/contracts';
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

/** Of all agents: which of them works at it is often decided later. */
const LIFTING = AGENT_KINDS.flatMap((kind) => AGENTS[kind].guards.lift);
const CHANGING: ReadonlySet<string> = new Set(AGENT_KINDS.flatMap((kind) => AGENTS[kind].guards.change));

/** `null` for an item that no agent works at. */
export function itemPermission(payload: unknown): ItemPermission | null {
  const { permission, allowedTools, extraArgs } = payloadFacts(payload);
  if (permission === null) return null;
  const given = optionsOf(extraArgs);
  const lifting = given.find((words) => LIFTING.some((row) => row.every((word, at) => words[at] === word)));
  if (lifting !== undefined) return { level: 'full', liftedBy: lifting.join(' '), allowed: [], unless: [] };
  const unless = given.filter(([name = '']) => CHANGING.has(name)).map((words) => words.join(' '));
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
