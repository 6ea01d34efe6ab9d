import { playSteps } from '../scenario/play.ts';
import { answer } from './answer.ts';
import { cleanedChats, listWords } from './chats.ts';
import { openProject } from './home.ts';
import { findLogin } from './login.ts';
import { gatherPrompt } from './prompt.ts';
import { openSession } from './session.ts';
import { turnParts, type Setup } from './setup.ts';
import { headlessSink } from './sink.ts';
import { Stats } from './stats.ts';
import { isTrusted, UNTRUSTED } from './trust.ts';

const NO_TRUE_COLOR =
  'Warning: True color (24-bit) support not detected. Using a terminal with true color enabled will result in a better visual experience.\n';
const YOLO = 'YOLO mode is enabled. All tool calls will be automatically approved.\n';
const NO_INPUT =
  'No input provided via stdin. Input can be provided by piping data into gemini or using the --prompt option.';

/** Answers one prompt without a terminal. Gives the exit code. */
export async function headless(setup: Setup): Promise<number> {
  const { machine, options, scenario, configDir, settings } = setup;
  const { signal } = new AbortController();
  const refuse = async (words: string, code: number): Promise<number> => {
    await machine.stderr(`${words}\n`);
    return code;
  };
  await playSteps(scenario.atStart ?? [], { stage: null, machine, signal });
  const project = openProject(configDir, machine.cwd);
  if (!isTrusted(machine, { skips: options.skipTrust, settings, configDir })) return await refuse(UNTRUSTED, 55);
  const found = findLogin({ env: machine.env, configDir, settings }, scenario.login);
  if (!found.ok) return await refuse(found.why, 41);
  if (options.listSessions) {
    await machine.output.line(listWords(cleanedChats(project.chats), machine.nowMs()));
    return 0;
  }
  const opened = openSession(machine, project, options);
  if (!opened.ok) return await refuse(opened.why, 42);
  if (!/^(?:truecolor|24bit)$/.test(machine.env['COLORTERM'] ?? '')) await machine.stderr(NO_TRUE_COLOR);
  if (options.approval === 'yolo') await machine.stderr(YOLO + YOLO);
  const prompt = await gatherPrompt(machine, scenario, options.prompt);
  if (prompt.trim() === '') return await refuse(NO_INPUT, 42);
  const { session } = opened;
  const sink = headlessSink(machine, options.format, session.id);
  const parts = turnParts(setup, {
    login: found.login,
    session,
    turns: session.turns,
    prompt,
    sink,
    stats: new Stats(),
    signal,
  });
  const code = await answer(parts, found);
  await playSteps(scenario.atExit ?? [], { stage: null, machine, signal });
  return scenario.exitCode ?? code;
}
