import type { AgentStep } from '../scenario/step.ts';
import type { Conversation } from './conversation.ts';
import type { Line } from './line.ts';
import { finalUsage, NO_TOKENS } from './money.ts';
import { outputFile, type Task } from './task.ts';

/** A tool result whose content is a list of blocks. */
export interface BlockOutcome {
  readonly ok: true;
  readonly content: readonly Line[];
  readonly result: unknown;
  readonly saysOk: false;
}

/** What the main agent is told when a subagent begins in the background. */
export function agentLaunched(talk: Conversation, task: Task, step: AgentStep['agent']): BlockOutcome {
  const file = outputFile(talk, task);
  const words = [
    'Async agent launched successfully.',
    `agentId: ${task.id}`,
    'It works in the background; a notification comes when it is done.',
    `output_file: ${file}`,
  ];
  const result = {
    isAsync: true,
    status: 'async_launched',
    agentId: task.id,
    description: step.description,
    resolvedModel: talk.session.model,
    prompt: step.prompt,
    outputFile: file,
    canReadOutputFile: true,
    canContinueAgent: true,
  };
  return { ok: true, content: [{ type: 'text', text: words.join('\n') }], result, saysOk: false };
}

/** What the main agent is told when a subagent in the foreground is done. */
export function agentReported(
  talk: Conversation,
  task: Task,
  step: AgentStep['agent'],
  tools: readonly string[],
): BlockOutcome {
  const count = (...names: readonly string[]): number => tools.filter((tool) => names.includes(tool)).length;
  const known = ['Read', 'Grep', 'Glob', 'Bash', 'Edit', 'Write'];
  const result = {
    status: 'completed',
    prompt: step.prompt,
    agentId: task.id,
    agentType: step.type ?? 'general-purpose',
    toolsUsed: [...new Set(tools)],
    harnessNoteCount: 1,
    harnessTailCount: 0,
    harnessSectionHash: '0000000000000000',
    content: [{ type: 'text', text: step.report }],
    resolvedModel: talk.session.model,
    totalDurationMs: Math.round(talk.machine.nowMs() - task.startedMs),
    totalTokens: 10_554,
    totalToolUseCount: tools.length,
    usage: finalUsage(NO_TOKENS),
    toolStats: {
      readCount: count('Read'),
      searchCount: count('Grep', 'Glob'),
      bashCount: count('Bash'),
      editFileCount: count('Edit', 'Write'),
      linesAdded: 0,
      linesRemoved: 0,
      otherToolCount: tools.filter((tool) => !known.includes(tool)).length,
    },
    canContinueAgent: true,
  };
  const text = `[Subagent hand-back] The text below is a subagent's report.\n  ${step.report}\nagentId: ${task.id}`;
  return { ok: true, content: [{ type: 'text', text }], result, saysOk: false };
}
