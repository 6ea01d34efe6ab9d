import { commandWords, quoteWord } from './command-words.ts';
import { optionIn } from './line-options.ts';

/** A `statusLine` command that calls `ccx statusline`. */
export interface OwnCommand {
  /** What starts ccx: `ccx`, or Node and the path of its bin. */
  readonly program: readonly string[];
  /** The person's own status line, kept within; `null` where there was none. */
  readonly tee: string | null;
  readonly format: string | null;
}

/** The command line for settings. */
export function writeOwnCommand({ program, tee, format }: OwnCommand): string {
  const options = [
    ...(format === null ? [] : [`--format=${quoteWord(format)}`]),
    ...(tee === null ? [] : [`--tee=${quoteWord(tee)}`]),
  ];
  return [...program.map((word) => quoteWord(word)), 'statusline', ...options].join(' ');
}

/** Its name, or the file that the package has for it. */
const CCX = /(?:^|[\\/])(?:ccx(?:\.\w+)?|cli[\\/]dist[\\/]bin\.js)$/;

/** What a command line of settings asks of ccx; `null` where it calls something else. */
export function readOwnCommand(line: string): OwnCommand | null {
  const words = commandWords(line) ?? [];
  const at = words.indexOf('statusline');
  const program = words.slice(0, at);
  if (at < 1 || at > 2 || !CCX.test(program.at(-1) ?? '')) return null;
  const rest = words.slice(at + 1);
  return { program, tee: optionIn(rest, '--tee'), format: optionIn(rest, '--format') };
}
