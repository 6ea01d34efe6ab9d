import { AGENT_KINDS, CcxError, parseShell, SHELLS } from '@ccx/contracts';
import { createShellEmitter } from '@ccx/profiles';
import { EXIT } from '../exit-codes.ts';
import type { Terminal } from '../render/terminal.ts';
import { parseChoice } from './parse-values.ts';

export interface InitFlags {
  readonly wrap?: readonly string[];
}

/** `ccx init`: what a shell's start file evaluates. */
export async function initCommand(name: string, { wrap = [] }: InitFlags, terminal: Terminal): Promise<number> {
  const shell = parseShell(name);
  if (shell === null) {
    throw new CcxError('unknown_shell', `"${name}" is no shell that ccx can write for.`, {
      hint: `ccx init ${SHELLS.join(' | ')}`,
    });
  }
  const agents = wrap.flatMap((text) => text.split(',')).map((text) => parseChoice(text, '--wrap', AGENT_KINDS));
  terminal.stdout.write(createShellEmitter().init(shell, { wrap: [...new Set(agents)] }));
  return EXIT.done;
}
