import { playSteps } from '../../scenario/play.ts';
import { openProject } from '../home.ts';
import { RELAUNCH } from '../launcher.ts';
import { findLogin } from '../login.ts';
import { openSession } from '../session.ts';
import type { Setup } from '../setup.ts';
import { countStart, PromptRecord } from './records.ts';
import { Screen } from './screen.ts';

/** What the CLI asks the terminal, unseen and erased at once; nobody has to answer. */
const QUERIES = '\u001B[8m\u001B[?u\u001B]11;?\u001B\\\u001B[>q\u001B[>4;?m\u001B[c\u001B[2K\r\u001B[0m';
const ENTER = '\u001B[?25l\u001B[?1006l\u001B[?1002l\u001B[?1004h\u001B[?2004h';
const LEAVE = '\u001B[?1004l\u001B[?2004l\u001B[?25h\u001B]0;\u0007';

/** The CLI on a terminal. */
export async function runScreen(setup: Setup): Promise<never> {
  const { machine, options, scenario, configDir, settings } = setup;
  const { stdin, stdout } = process;
  const project = openProject(configDir, machine.cwd);
  const opened = openSession(machine, project, options);
  if (!opened.ok) {
    await machine.stderr(`${opened.why}\n`);
    return await machine.exit(42);
  }
  const { session } = opened;
  await playSteps(scenario.atStart ?? [], { stage: null, machine, signal: new AbortController().signal });
  countStart(configDir);
  const record = new PromptRecord(project, session.id);
  const terminal = {
    get columns() {
      return stdout.columns;
    },
    get rows() {
      return stdout.rows;
    },
    write: (text: string) => void stdout.write(text),
  };
  const found = findLogin({ env: machine.env, configDir, settings }, scenario.login);
  machine.onExit(() => {
    try {
      stdin.setRawMode(false);
      stdout.write(LEAVE);
    } catch {
      // There is no terminal any more that could be put back.
    }
  });
  stdin.setRawMode(true);
  stdin.setEncoding('utf8');
  stdout.write(QUERIES + ENTER);
  // Observed: what a headless run says on stderr, a screen keeps to itself.
  const quiet = { ...machine, stderr: async () => {} };
  const screen = new Screen({ setup: { ...setup, machine: quiet }, found, session, record, terminal });
  // The terminal went away: the same end as by a signal, whichever is noticed first.
  stdin.on('error', () => void machine.exit(0));
  stdin.on('end', () => void machine.exit(0));
  stdout.on('resize', () => screen.paint());
  stdin.on('data', (chunk) => void screen.keys(String(chunk)));
  await screen.open();
  return await machine.exit((await screen.ended) === 'restart' ? RELAUNCH : 0);
}
