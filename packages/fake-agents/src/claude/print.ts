import { playSteps } from '../scenario/play.ts';
import type { Answered } from './turn.ts';
import { answer } from './turn.ts';
import type { Conversation } from './conversation.ts';
import { answerLocal, isLocalCommand } from './local-command.ts';
import type { SessionFile } from './session-file.ts';
import { answerStream } from './stream-input.ts';

/** Runs `-p`: one prompt, or a stream of them. Gives the exit code. */
export async function runPrint(talk: Conversation, prompt: string, file: SessionFile): Promise<number> {
  const { machine, scenario, options } = talk;
  file.status('busy');
  const answered: Answered =
    options.inputFormat === 'stream-json' ? await answerStream(talk, file) : await answerOne(talk, prompt);
  await talk.sink.finish();
  file.status('idle');
  await playSteps(scenario.atExit ?? [], { stage: null, machine, signal: new AbortController().signal });
  // Observed: an interrupted run exits 0 although its result is an error.
  return scenario.exitCode ?? (answered.isError && !answered.interrupted ? 1 : 0);
}

async function answerOne(talk: Conversation, prompt: string): Promise<Answered> {
  return isLocalCommand(prompt) ? await answerLocal(talk, prompt) : await answer(talk, prompt);
}
