import { realMachine, type Machine } from '../machine/machine.ts';
import { fileCounters } from '../scenario/counters.ts';
import { loadScenario } from '../scenario/load-scenario.ts';
import { playSteps } from '../scenario/play.ts';
import { playRecording } from '../scenario/replay.ts';
import type { Login, Scenario } from '../scenario/scenario.ts';
import { liveSessions } from './agents-list.ts';
import { authStatus } from './auth-status.ts';
import type { Conversation } from './conversation.ts';
import { openSession } from './open-session.ts';
import { parseOptions, type ClaudeOptions } from './options.ts';
import { findLogin, findPlace, type Place } from './place.ts';
import { runPrint } from './print.ts';
import { missingSessionLine } from './result-line.ts';
import { openSessionFile } from './session-file.ts';
import { installSignals } from './signals.ts';
import { PrintSink } from './sink.ts';
import { readPrompt } from './stdin.ts';
import { TurnSwitch } from './turn-switch.ts';

const ROOT_WORDS = '--dangerously-skip-permissions cannot be used with root/sudo privileges for security reasons';

/** What is known before anything is asked. */
interface Start {
  readonly machine: Machine;
  readonly options: ClaudeOptions;
  readonly scenario: Scenario;
  readonly place: Place;
  readonly login: Login;
  readonly version: string;
}

/** The scripted Claude Code. Ends the process. */
export async function main(argv: readonly string[]): Promise<void> {
  const recording = process.env['FAKE_AGENT_REPLAY'] ?? '';
  const machine = realMachine(recording === '' ? 'realtime' : 'collapsed');
  const version = machine.env['FAKE_AGENT_VERSION'] ?? '2.1.329';
  const refuse = async (words: string, code = 1): Promise<never> => {
    await machine.stderr(`${words}\n`);
    return await machine.exit(code);
  };
  const parsed = parseOptions(argv);
  if (!parsed.ok) return await refuse(parsed.error);
  const { options } = parsed;
  if (options.version) return await say(machine, `${version} (Claude Code)`);
  const loaded = loadScenario(machine.env, 'claude');
  if (!loaded.ok) return await refuse(`fake-claude: ${loaded.why}`, 70);
  const { scenario } = loaded;
  const place = findPlace(machine);
  const login = findLogin(scenario, machine, place);
  const start: Start = { machine, options, scenario, place, login, version };
  const [command, sub] = options.words;
  if (!options.print && command === 'auth' && sub === 'status') {
    return await machine.exit(await authStatus(machine, { scenario, place, login, json: options.json }));
  }
  if (!options.print && command === 'agents') return await say(machine, JSON.stringify(liveSessions(place), null, 2));
  if (options.skipPermissions && process.getuid?.() === 0 && machine.env['IS_SANDBOX'] !== '1')
    return await refuse(ROOT_WORDS);
  if (recording !== '') return await playRecording(recording, machine);
  if (!options.print && process.stdin.isTTY && process.stdout.isTTY) {
    const { runScreen } = await import('./screen/run-screen.ts');
    return await runScreen(await converseOrEnd(start, new TurnSwitch()));
  }
  if (options.outputFormat === 'stream-json' && !options.verbose) {
    return await refuse('Error: When using --print, --output-format=stream-json requires --verbose');
  }
  await print(start);
}

async function print(start: Start): Promise<void> {
  const { machine, options, scenario, place, version } = start;
  const turn = new TurnSwitch();
  let talk: Conversation | null = null;
  installSignals(machine, scenario, () => talk);
  await playSteps(scenario.atStart ?? [], { stage: null, machine, signal: new AbortController().signal });
  const prompt = options.inputFormat === 'stream-json' ? '' : await gatherPrompt(start);
  talk = await converseOrEnd(start, turn);
  const file = openSessionFile(machine, place, { sessionId: talk.session.id, version, interactive: false });
  await machine.exit(await runPrint(talk, prompt, file));
}

/** The prompt's words and what stdin brings, one below the other. */
async function gatherPrompt({ machine, options, scenario }: Start): Promise<string> {
  const typed = options.words.join(' ');
  const piped = await readPrompt(machine, scenario);
  const prompt = [typed, piped].filter((text) => text !== '').join('\n');
  if (prompt.trim() !== '') return prompt;
  await machine.stderr(
    'Error: Input must be provided either through stdin or as a prompt argument when using --print\n',
  );
  return await machine.exit(1);
}

async function converseOrEnd(start: Start, turn: TurnSwitch): Promise<Conversation> {
  const { machine, options } = start;
  const opened = openSession(machine, start);
  if (opened.ok) return conversation(start, turn, opened);
  if (opened.missing !== null) {
    const sink = new PrintSink(machine, options);
    await sink.line(missingSessionLine(opened.missing, opened.error));
    await sink.finish();
  }
  await machine.stderr(`${opened.error}\n`);
  return await machine.exit(1);
}

function conversation(
  { machine, options, scenario, place, login, version }: Start,
  turn: TurnSwitch,
  { session, transcript }: Pick<Conversation, 'session' | 'transcript'>,
): Conversation {
  return {
    machine,
    options,
    scenario,
    place,
    login,
    version,
    session,
    transcript,
    turn,
    prompt: '',
    sink: new PrintSink(machine, options),
    counters: fileCounters(place.configDir),
    get signal() {
      return turn.signal;
    },
  };
}

async function say(machine: Machine, text: string): Promise<never> {
  await machine.output.line(text);
  return await machine.exit(0);
}
