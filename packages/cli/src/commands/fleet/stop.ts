import { EXIT } from '../../exit-codes.ts';
import type { Terminal } from '../../render/terminal.ts';
import { namedMember, openFleet } from './open-fleet.ts';
import { stopWords } from './stop-words.ts';

/** `ccx fleet stop`: ends a session and all that it has started, as gently as it lets itself be ended. */
export async function stopCommand(word: string, json: boolean, terminal: Terminal): Promise<number> {
  const { fleet } = await openFleet(terminal);
  const member = await namedMember(fleet, word);
  const stopped = await fleet.stop(member);
  const { stdout, stderr, symbols } = terminal;
  if (json) {
    const { process, sessionId } = member;
    stdout.write(`${JSON.stringify({ schemaVersion: 1, process, sessionId, ...stopped })}\n`);
  } else {
    const mark = stopped.ended ? stderr.colors.green(symbols.done) : stderr.colors.red(symbols.failed);
    stderr.write(` ${mark} ${stopWords(member, stopped)}\n`);
  }
  return stopped.ended ? EXIT.done : EXIT.failed;
}
