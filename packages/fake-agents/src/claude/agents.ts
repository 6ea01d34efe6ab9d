import { playSteps } from '../scenario/play.ts';
import type { AgentStep } from '../scenario/step.ts';
import { agentLaunched, agentReported } from './agent-words.ts';
import { stamp, type Conversation } from './conversation.ts';
import { newUuid } from './ids.ts';
import { MessageWriter, type Author } from './message.ts';
import { subagentStage } from './subagent-stage.ts';
import {
  ACCEPTED,
  addToBackground,
  newTask,
  removeFromBackground,
  sayEnded,
  sayTask,
  type OpenTask,
  type Task,
} from './task.ts';
import { toolResult } from './tools.ts';

type Agent = AgentStep['agent'];

/** Delegates: in the foreground the report is the tool's result, in the background it comes in a further turn. */
export async function callAgent(talk: Conversation, writer: MessageWriter, step: Agent): Promise<OpenTask | null> {
  const { session, machine } = talk;
  const { description, prompt, type = 'general-purpose', background = false } = step;
  const task = newTask(machine.nowMs());
  const input = { description, prompt, subagent_type: type, run_in_background: background };
  await writer.toolUse(task.toolUse, 'Agent', input);
  await writer.close('tool_use');
  session.subagents[background ? 'background' : 'foreground'] += 1;
  session.subagents.byType[type] = (session.subagents.byType[type] ?? 0) + 1;
  if (background) await addToBackground(talk, task, { task_type: 'local_agent', subagent_type: type, description });
  await sayTask(talk, 'task_started', {
    task_id: task.id,
    run_id: task.run,
    tool_use_id: task.toolUse,
    description,
    subagent_type: type,
    is_backgrounded: background,
    spawn_depth: 1,
    task_type: 'local_agent',
    prompt,
  });
  const author: Author = {
    parentToolUseId: task.toolUse,
    before: { agent_id: task.id },
    after: { subagent_type: type, task_description: description },
  };
  if (!background) {
    await sayPrompt(talk, prompt, author);
    const tools = await work(talk, step, author, task);
    session.subagents.completed += 1;
    await sayEnded(talk, task, { summary: step.report, toolUses: tools.length });
    await toolResult(talk, task.toolUse, agentReported(talk, task, step, tools), ACCEPTED);
    return null;
  }
  await toolResult(talk, task.toolUse, agentLaunched(talk, task, step), ACCEPTED);
  return {
    runId: task.run,
    afterwards: step.afterwards ?? [{ text: 'The background agent has reported.' }],
    finish: async () => {
      const tools = await work(talk, step, author, task);
      session.subagents.completed += 1;
      const extra = { summary_is_report: true };
      await sayEnded(talk, task, { summary: step.report, toolUses: tools.length, extra });
      await removeFromBackground(talk, task);
    },
  };
}

/** Plays what the subagent does; gives the names of its tools. */
async function work(talk: Conversation, step: Agent, author: Author, task: Task): Promise<readonly string[]> {
  const { machine } = talk;
  if (step.takes !== undefined) await machine.sleep(step.takes, talk.signal);
  const used: string[] = [];
  const writer = new MessageWriter(talk, author);
  const stage = subagentStage(talk, { writer, author, task, used: (tool) => used.push(tool) });
  await playSteps(step.steps ?? [], { stage, machine, signal: talk.signal });
  // Observed: a background agent's report is shown, a foreground agent's is the result of its tool only.
  if (step.background === true) await writer.text({ text: step.report });
  else await writer.begin();
  await writer.close('end_turn');
  return used;
}

async function sayPrompt(talk: Conversation, prompt: string, author: Author): Promise<void> {
  await talk.sink.line({
    type: 'user',
    message: { role: 'user', content: [{ type: 'text', text: prompt }] },
    parent_tool_use_id: author.parentToolUseId,
    ...author.before,
    session_id: talk.session.id,
    uuid: newUuid(),
    timestamp: stamp(talk.machine),
    ...author.after,
  });
}
