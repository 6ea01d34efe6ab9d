import type { Flow, Stage } from '../scenario/play.ts';
import type { Conversation } from './conversation.ts';
import type { Author, MessageWriter } from './message.ts';
import { sayTask, type Task } from './task.ts';
import { callTools } from './tools.ts';

/** What a subagent can do: speak, think, call tools. Everything else is not its part and passes without a trace. */
export function subagentStage(
  talk: Conversation,
  of: { readonly writer: MessageWriter; readonly author: Author; readonly task: Task; used(tool: string): void },
): Stage {
  const { writer, author, task } = of;
  const pass = async (): Promise<Flow> => 'on';
  // Observed: without --forward-subagent-text only tools are shown.
  const shows = talk.options.forwardSubagentText;
  return {
    text: async (step) => {
      if (shows) await writer.text(step);
      else await writer.begin(step.usage);
      return 'on';
    },
    thinking: async (step) => {
      if (shows) await writer.thinking(step);
      else await writer.begin();
      return 'on';
    },
    tools: async (calls, finish) => {
      for (const call of calls) {
        of.used(call.tool);
        await sayTask(talk, 'task_progress', {
          task_id: task.id,
          run_id: task.run,
          tool_use_id: task.toolUse,
          description: `Running ${call.tool}`,
          subagent_type: author.after['subagent_type'],
          usage: { total_tokens: 10_508, tool_uses: 1, duration_ms: 0 },
          last_tool_name: call.tool,
        });
      }
      return await callTools(talk, writer, calls, finish, author);
    },
    agent: pass,
    background: pass,
    limit: pass,
    fail: pass,
    retry: pass,
    structured: pass,
    compact: pass,
    end: pass,
    result: pass,
    line: pass,
  };
}
