import type { BackgroundStep } from '../scenario/step.ts';
import type { Conversation } from './conversation.ts';
import type { MessageWriter } from './message.ts';
import {
  ACCEPTED,
  addToBackground,
  newTask,
  outputFile,
  removeFromBackground,
  sayEnded,
  sayTask,
  type OpenTask,
} from './task.ts';
import { toolResult } from './tools.ts';

/** A shell command in the background. Not recorded with the real CLI in this shape: made like a background agent's. */
export async function callBackground(
  talk: Conversation,
  writer: MessageWriter,
  step: BackgroundStep['background'],
): Promise<OpenTask> {
  const { machine } = talk;
  const { command, description = command, output = '', exitCode = 0 } = step;
  const task = newTask(machine.nowMs());
  await writer.toolUse(task.toolUse, 'Bash', { command, description, run_in_background: true });
  await writer.close('tool_use');
  await addToBackground(talk, task, { task_type: 'local_bash', description });
  await sayTask(talk, 'task_started', {
    task_id: task.id,
    run_id: task.run,
    tool_use_id: task.toolUse,
    description,
    is_backgrounded: true,
    task_type: 'local_bash',
  });
  const file = outputFile(talk, task);
  const content = `Command running in background with ID: ${task.id}. Output is being written to: ${file}`;
  const plain = { stdout: '', stderr: '', interrupted: false, isImage: false, noOutputExpected: false };
  const result = { ...plain, backgroundTaskId: task.id };
  await toolResult(talk, task.toolUse, { ok: true, content, result, saysOk: true }, ACCEPTED);
  return {
    runId: task.run,
    afterwards: step.afterwards ?? [{ text: output === '' ? 'The background command has ended.' : output }],
    finish: async () => {
      if (step.takes !== undefined) await machine.sleep(step.takes, talk.signal);
      const summary = `Background command "${description}" completed (exit code ${exitCode})`;
      await sayEnded(talk, task, { summary });
      await removeFromBackground(talk, task);
    },
  };
}
