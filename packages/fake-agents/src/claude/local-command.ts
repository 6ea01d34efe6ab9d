import { stamp, type Conversation } from './conversation.ts';
import { newUuid } from './ids.ts';
import { initLine } from './init-line.ts';
import { sayLocalResult } from './result-line.ts';
import { syntheticMessage } from './synthetic.ts';
import type { Answered } from './turn.ts';
import { usageReport, usageText } from './usage-report.ts';

/** Whether a prompt is answered by the CLI itself. */
export function isLocalCommand(prompt: string): boolean {
  return ['/usage', '/cost'].includes(prompt.trim());
}

/** `/usage` and `/cost` in print mode: one synthetic message, a result without turns or cost. */
export async function answerLocal(talk: Conversation, prompt: string): Promise<Answered> {
  const { session, machine, sink, scenario } = talk;
  session.beginTurn(machine.nowMs());
  await sink.line(initLine(talk));
  if (scenario.quota?.delay !== undefined) await machine.sleep(scenario.quota.delay, talk.signal);
  const text = usageText(talk);
  const report = talk.login === 'subscription' ? { usage_report: usageReport(talk) } : {};
  await sink.line({
    type: 'assistant',
    message: syntheticMessage(text, 'end_turn'),
    parent_tool_use_id: null,
    local_command_source: `<local-command-stdout>${text}</local-command-stdout>`,
    session_id: session.id,
    uuid: newUuid(),
    timestamp: stamp(machine),
    ...report,
    local_command_run: { command: 'usage', args: '' },
  });
  await sayLocalResult(talk, prompt.trim().slice(1), text);
  return { isError: false, interrupted: false };
}
