import { CcxError } from '@ccx/contracts';
import { EXIT, exitCodeOfError } from './exit-codes.ts';
import { createTerminal } from './render/terminal.ts';
import { ccxVersion } from './version.ts';

/**
 * Runs one command line and gives its exit code; never throws.
 *
 * What must be fast is answered before the command table is loaded.
 */
export async function main(argv: readonly string[]): Promise<number> {
  if (argv.length === 1 && (argv[0] === '--version' || argv[0] === '-V')) {
    process.stdout.write(`${ccxVersion()}\n`);
    return EXIT.done;
  }
  endQuietlyWithoutReader(process.stdout);
  endQuietlyWithoutReader(process.stderr);
  const terminal = createTerminal({ env: process.env, stdout: process.stdout, stderr: process.stderr, argv });
  try {
    const { runCommandLine } = await import('./command-line.ts');
    return await runCommandLine(argv, terminal);
  } catch (error) {
    const { renderError } = await import('./render/error.ts');
    process.stderr.write(renderError(error, terminal));
    return CcxError.is(error) ? exitCodeOfError(error.code) : EXIT.failed;
  }
}

/** `ccx … | head` is no failure: what nobody reads is not written. */
function endQuietlyWithoutReader(stream: NodeJS.WriteStream): void {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
}
