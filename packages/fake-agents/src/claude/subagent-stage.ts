import type { Flow, Stage } from '../scenario/play.ts';
import type { Conversation } from './conversation.ts';
import { newUuid } from './ids.ts';
import type { Author, MessageWriter } from './message.ts';
import { callTools } from './tools.ts';

/** What a subagent can do: speak, think, call tools. Everything else is not its part and passes without a trace. */
export function subagentStage(
  talk: Conversation,
  writer: MessageWriter,
  author: Author,
  used: (tool: string) => void,
): Stage {
  const on: Flow = 'on';
  const pass = async (): Promise<Flow> => on;
  const shows = talk.options.forwardSubagentText;
  return {
    text: async (step) => {
      if (shows) await writer.text(step);
      else await writer.begin(step.usage);
      return on;
    },
    thinking: async (step) => {
      if (shows) await writer.thinking(step);
      else await writer.begin();
      return on;
    },
    tools: async (calls, finish) => {
      for (const call of calls) {
        used(call.tool);
        await talk.sink.line({
          type: 'system',
          subtype: 'task_progress',
          task_id: author.before['agent_id'],
          tool_use_id: author.parentToolUseId,
          description: `Running ${call.tool}`,
          subagent_type: author.after['subagent_type'],
          usage: { total_tokens: 10_508, tool_uses: 1, duration_ms: 0 },
          last_tool_name: call.tool,
          uuid: newUuid(),
          session_id: talk.session.id,
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
