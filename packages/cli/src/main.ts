import { CcxError } from '@ccx/contracts';
import { EXIT, exitCodeOfError } from './exit-codes.ts';
import type { Terminal } from './render/terminal.ts';

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
    const hot = isHelp(argv) ? undefined : HOT[argv[0] ?? ''];
    if (hot !== undefined) return await (await hot())(argv.slice(1), terminal);
    const { runCommandLine } = await import('./command-line.ts');
    return await runCommandLine(argv, terminal);
  } catch (error) {
    const { renderError } = await import('./render/error.ts');
    process.stderr.write(renderError(error, terminal));
    return CcxError.is(error) ? exitCodeOfError(error.code) : EXIT.failed;
  }
}

type HotCommand = (argv: readonly string[], terminal: Terminal) => Promise<number>;

/** What a prompt or a script calls again and again; the command table has these too, for the help. */
const HOT: Readonly<Record<string, () => Promise<HotCommand>>> = {
  use: async () => (await import('./use/use.ts')).useCommand,
  pick: async () => (await import('./pick/pick.ts')).pickCommand,
  suggest: async () => (await import('./pick/pick.ts')).pickCommand,
};

function isHelp(argv: readonly string[]): boolean {
  return argv.includes('--help') || argv.includes('-h');
}

/** All else behind `ccx statusline` is said in the agent's settings, where nothing may be wrong. */
function isAboutStatusline(word: string | undefined): boolean {
  return ['install', 'status', 'uninstall', '-h', '--help'].includes(word ?? '');
}

/** `ccx … | head` is no failure, nor is a terminal that was closed (EIO): what nobody reads is not written. A full disk is. */
function endQuietlyWithoutReader(stream: NodeJS.WriteStream): void {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE' || error.code === 'EIO') return;
    // Where stderr is full too, nobody can be told.
    if (stream !== process.stderr) process.stderr.write(` ✗ The output cannot be written: ${error.message}\n`);
    process.exit(EXIT.failed);
  });
}
