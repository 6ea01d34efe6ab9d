import { parseArgs, type ParseArgsOptionsConfig } from 'node:util';
import { CcxError } from '@ccx/contracts';

/** What the options of a command without the command table say. */
export interface HotArgs {
  readonly text: (option: string) => string | undefined;
  readonly on: (option: string) => boolean;
  readonly words: readonly string[];
}

/**
 * Reads the words behind a command that must start at once: the command table takes longer to load than all that such a
 * command does. Its options stand in the table too, for the help.
 *
 * @throws {CcxError} `invalid_argument`
 */
export function hotArgs(
  command: string,
  argv: readonly string[],
  options: { readonly texts: readonly string[]; readonly switches: readonly string[] },
): HotArgs {
  const config: ParseArgsOptionsConfig = Object.fromEntries([
    ...options.texts.map((name) => [name, { type: 'string' as const }] as const),
    ...[...options.switches, 'no-color'].map((name) => [name, { type: 'boolean' as const }] as const),
  ]);
  try {
    const { values, positionals } = parseArgs({ args: [...argv], options: config, allowPositionals: true });
    return {
      text: (option) => {
        const value = values[option];
        return typeof value === 'string' ? value : undefined;
      },
      on: (option) => values[option] === true,
      words: positionals,
    };
  } catch (error) {
    // Node says more than a person needs: only its first sentence.
    const message = error instanceof Error ? (error.message.split(/\.\s/)[0] ?? '') : String(error);
    throw new CcxError('invalid_argument', `${message.replace(/\.$/, '')}.`, { hint: `ccx ${command} --help` });
  }
}
