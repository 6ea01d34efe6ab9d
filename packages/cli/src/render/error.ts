import { CcxError } from '@ccx/contracts';
import { printable } from './printable.ts';
import type { Terminal } from './terminal.ts';

/** An error as ccx says it: what failed, what to do, the code. Other errors show their message and cause, no stack. */
export function renderError(error: unknown, terminal: Terminal): string {
  const { colors } = terminal.stderr;
  const message = messageOf(error);
  const lines = [` ${colors.red(terminal.symbols.failed)} ${printable(message)}`];
  const cause = error instanceof Error ? error.cause : undefined;
  // What was said already is not said again.
  if (cause instanceof Error && !message.includes(cause.message))
    lines.push(`   ${colors.dim(printable(cause.message))}`);
  if (CcxError.is(error)) {
    if (error.hint !== null) lines.push(`   ${printable(error.hint)}`);
    lines.push(`   ${colors.dim(`[${error.code}]`)}`);
  }
  return `${lines.join('\n')}\n`;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
