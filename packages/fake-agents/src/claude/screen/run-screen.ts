import type { Conversation } from '../conversation.ts';
import { openSessionFile, type SessionFile } from '../session-file.ts';
import { installSignals } from '../signals.ts';
import { Screen } from './screen.ts';

const ENTER = '\u001B[?25l\u001B[?2004h\u001B[?2031h\u001B[?1004h\u001B]0;✳ Claude Code\u0007';
/** What the CLI asks the terminal; nobody has to answer. */
const QUERIES = '\u001B[>0q\u001B[?u\u001B[c';
const LEAVE = '\u001B[?1004l\u001B[?2031l\u001B[?2004l\u001B[?25h\u001B]0;\u0007';

/** The CLI without `-p` on a terminal. */
export async function runScreen(talk: Conversation): Promise<never> {
  const { machine, scenario, session, version } = talk;
  const { stdin, stdout } = process;
  const terminal = {
    get columns() {
      return stdout.columns;
    },
    get rows() {
      return stdout.rows;
    },
    write: (text: string) => void stdout.write(text),
  };
  let file: SessionFile | null = null;
  const opened = (): SessionFile => {
    file ??= openSessionFile(machine, talk.place, { sessionId: session.id, version, interactive: true });
    return file;
  };
  machine.onExit(() => {
    try {
      stdin.setRawMode(false);
      stdout.write(LEAVE);
    } catch {
      // There is no terminal any more that could be put back.
    }
  });
  installSignals(machine, scenario, () => null);
  stdin.setRawMode(true);
  stdin.setEncoding('utf8');
  stdout.write(ENTER);
  const screen = new Screen(talk, terminal, opened);
  screen.open();
  stdout.write(QUERIES);
  // The terminal went away: the same end as by SIGHUP, whichever is noticed first.
  stdin.on('error', () => void machine.exit(129));
  stdin.on('end', () => void machine.exit(129));
  stdout.on('resize', () => screen.paint());
  stdin.on('data', (chunk) => void screen.keys(String(chunk)));
  const end = await screen.ended;
  if (end === 'untrusted') {
    stdout.write(
      "\r\nClaude Code didn't start because this folder isn't trusted.\r\nRun claude again and choose Yes, or run it in another folder.\r\n",
    );
    return await machine.exit(1);
  }
  stdout.write(`\r\nResume this session with:\r\nclaude --resume ${session.id}\r\n`);
  return await machine.exit(0);
}
