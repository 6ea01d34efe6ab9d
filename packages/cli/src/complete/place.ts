import type { Command, Option } from 'commander';

/** Where in a command line the word stands that is being typed. */
export interface Place {
  readonly command: Command;
  /** Those that were given before it. */
  readonly options: readonly Option[];
  /** What was given to the command before it, options and their values left out. */
  readonly args: readonly string[];
  /** The option that the word is the value of; `null` where it is none. */
  readonly valueOf: Option | null;
  /** Behind `--`, where everything belongs to the agent. */
  readonly behindDashes: boolean;
}

/** Reads the words before the one that is typed, as commander would; words that it would refuse are passed over. */
export function placeOf(before: readonly string[], program: Command): Place {
  let command = program;
  let args: string[] = [];
  let valueOf: Option | null = null;
  const options: Option[] = [];
  for (const word of before) {
    if (valueOf !== null && !isOption(word)) {
      // bash breaks `--agent=claude` into three words.
      if (word === '=' && !valueOf.variadic) continue;
      if (!valueOf.variadic) valueOf = null;
      continue;
    }
    valueOf = null;
    if (word === '--') return { command, options, args, valueOf, behindDashes: true };
    if (isOption(word)) {
      const option = optionNamed(word, command);
      if (option === null) continue;
      options.push(option);
      if (takesValue(option) && !word.includes('=')) valueOf = option;
      continue;
    }
    const sub =
      args.length === 0
        ? command.commands.find((one) => one.name() === word || one.aliases().includes(word))
        : undefined;
    if (sub === undefined) args.push(word);
    else [command, args] = [sub, []];
  }
  return { command, options, args, valueOf, behindDashes: false };
}

/** The option that a word names, with or without a value behind `=`; those of the commands above count too. */
export function optionNamed(word: string, command: Command): Option | null {
  const [name] = word.split('=');
  for (let at: Command | null = command; at !== null; at = at.parent) {
    const found = at.options.find(({ long, short }) => long === name || short === name);
    if (found !== undefined) return found;
  }
  return null;
}

function isOption(word: string): boolean {
  return word.startsWith('-') && word !== '-';
}

function takesValue({ required, optional }: Option): boolean {
  return required || optional;
}
