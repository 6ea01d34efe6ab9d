import { Screen } from './screen.ts';
import { Session, type ScreenStart } from './session.ts';

const MOUSE = ['1000', '1002', '1003', '1006'];
const ENTER = `\u001B[?2004h\u001B[>4;0m\u001B[>7u\u001B[?1004h\u001B[?1049h${MOUSE.map((mode) => `\u001B[?${mode}h`).join('')}\u001B[1;1H\u001B[J`;
/** What the CLI asks the terminal; nobody has to answer. */
const QUERIES = '\u001B[?u\u001B[c\u001B[6n\u001B]10;?\u001B\\\u001B]11;?\u001B\\';
const LEAVE = `\u001B[1;1H\u001B[J${MOUSE.map((mode) => `\u001B[?${mode}l`).join('')}\u001B[?1049l\u001B[<u\u001B[>4;0m\u001B[?2004l\u001B[?1004l\u001B[?25h`;
/** Observed with the background server: so long the account is not known. */
const SERVER_START = '4.5s';

/** Codex without a command, on a terminal. Gives the exit code. */
export async function runScreen(start: ScreenStart, prompt: string | null): Promise<number> {
  const { machine, daemon } = start;
  const { stdin, stdout } = process;
  if (!stdin.isTTY || !stdout.isTTY) {
    await machine.stderr(`Error: ${stdin.isTTY ? 'stdout' : 'stdin'} is not a terminal\n`);
    return 1;
  }
  const terminal = {
    get columns() {
      return stdout.columns;
    },
    get rows() {
      return stdout.rows;
    },
    write: (text: string) => void stdout.write(text),
  };
  const session = new Session(start);
  const screen = new Screen(session, terminal, daemon);
  let entered = true;
  const leave = (): void => {
    if (!entered) return;
    entered = false;
    try {
      stdin.setRawMode(false);
      stdout.write(LEAVE);
    } catch {
      // There is no terminal any more that could be put back.
    }
  };
  machine.onExit(leave);
  stdin.setRawMode(true);
  stdin.setEncoding('utf8');
  stdout.write(`${ENTER}${QUERIES}`);
  screen.open();
  if (daemon) void machine.sleep(SERVER_START).then(() => screen.loaded());
  // The terminal went away: the same end as by SIGHUP, whichever is noticed first.
  stdin.on('error', () => void machine.exit(129));
  stdin.on('end', () => void machine.exit(129));
  stdout.on('resize', () => screen.resized());
  stdin.on('data', (chunk) => void screen.keys(String(chunk)));
  if (prompt !== null) void screen.ask(prompt);
  await screen.ended;
  leave();
  if (session.account.is !== 'none')
    stdout.write(
      session
        .farewell()
        .map((line) => `${line}\r\n`)
        .join(''),
    );
  return 0;
}
