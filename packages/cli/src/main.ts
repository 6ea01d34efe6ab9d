import { CcxError } from '@ccx/contracts';
import { EXIT, exitCodeOfError } from './exit-codes.ts';

/**
 * Runs one command line and gives its exit code; never throws.
 *
 * What must be fast is answered before the command table is loaded.
 */
export async function main(argv: readonly string[]): Promise<number> {
  if (argv.length === 1 && (argv[0] === '--version' || argv[0] === '-V')) {
    const { ccxVersion } = await import('./version.ts');
    process.stdout.write(`${ccxVersion()}\n`);
    return EXIT.done;
  }
  endQuietlyWithoutReader(process.stdout);
  endQuietlyWithoutReader(process.stderr);
  if (argv[0] === 'statusline' && !isAboutStatusline(argv[1])) {
    const { showLine } = await import('./statusline/show-line.ts');
    return showLine(argv.slice(1));
  }
  const { createTerminal } = await import('./render/terminal.ts');
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

/** All else behind `ccx statusline` is said in the agent's settings, where nothing may be wrong. */
function isAboutStatusline(word: string | undefined): boolean {
  return ['install', 'status', 'uninstall', '-h', '--help'].includes(word ?? '');
}

/** `ccx … | head` is no failure: what nobody reads is not written. */
function endQuietlyWithoutReader(stream: NodeJS.WriteStream): void {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
}
