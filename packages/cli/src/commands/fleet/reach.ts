import { text as wholeText } from 'node:stream/consumers';
import { CcxError } from '@ccx/contracts';
import { EXIT } from '../../exit-codes.ts';
import { memberName } from '../../fleet-view/member-name.ts';
import { printableLine } from '../../render/printable.ts';
import type { Terminal } from '../../render/terminal.ts';
import { abortOnSignal } from '../abort-on-signal.ts';
import { namedMember, openFleet } from './open-fleet.ts';

/** `ccx fleet focus`: jumps to the terminal of a session, or says how to get there. */
export async function focusCommand(word: string, terminal: Terminal): Promise<number> {
  const { fleet } = await openFleet(terminal);
  const member = await namedMember(fleet, word);
  const result = await fleet.focus(member);
  if (result.done) return EXIT.done;
  const { stderr, stdout, symbols } = terminal;
  stderr.write(` ${stderr.colors.yellow(symbols.warning)} ${memberName(member)}: ${printableLine(result.why)}\n`);
  // Alone on stdout, so that a shell can take it.
  if (result.command !== null) stdout.write(`${result.command}\n`);
  return EXIT.failed;
}

export interface SendFlags {
  readonly force?: boolean;
}

/** `ccx fleet send`: types a text into the terminal of a session, as its person would, and submits it. */
export async function sendCommand(
  word: string,
  words: readonly string[],
  { force = false }: SendFlags,
  terminal: Terminal,
): Promise<number> {
  const text = await textOf(words);
  const aborting = abortOnSignal();
  try {
    const { fleet } = await openFleet(terminal);
    const member = await namedMember(fleet, word);
    const result = await fleet.send(member, text, { force, signal: aborting.signal });
    const { stderr, symbols } = terminal;
    const name = memberName(member);
    if (result.done) {
      stderr.write(` ${stderr.colors.green(symbols.done)} sent to ${name}\n`);
      return EXIT.done;
    }
    stderr.write(` ${stderr.colors.red(symbols.failed)} not sent to ${name}: ${printableLine(result.why)}\n`);
    if (result.typed === false && !force && (member.tmux ?? member.terminal ?? null) !== null)
      stderr.write(`   ccx fleet focus ${member.process.pid}     shows it to you\n`);
    return EXIT.failed;
  } catch (error) {
    if (aborting.exitCode() !== null) return aborting.exitCode() ?? EXIT.interrupted;
    throw error;
  } finally {
    aborting.stop();
  }
}

/** The words behind the target, else what comes through a pipe. */
async function textOf(words: readonly string[]): Promise<string> {
  const [first, ...more] = words;
  const isPiped = first === undefined ? !process.stdin.isTTY : first === '-' && more.length === 0;
  const text = isPiped ? await wholeText(process.stdin) : words.join(' ');
  if (text.trim() !== '') return text;
  throw new CcxError('invalid_argument', 'There is nothing to send.', {
    hint: 'ccx fleet send <target> "now run the tests"',
  });
}
