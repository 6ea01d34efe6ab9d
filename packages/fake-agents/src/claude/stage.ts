import type { Flow, Stage } from '../scenario/play.ts';
import { callAgent } from './agents.ts';
import { callBackground } from './background.ts';
import { sayCompaction } from './compaction.ts';
import type { Conversation } from './conversation.ts';
import { playFail, playRetry } from './fail.ts';
import { newUuid, toolUseId } from './ids.ts';
import { ordinaryLimitEvent, playLimit } from './limits.ts';
import { MessageWriter } from './message.ts';
import { sayResult, turnSums, type TurnEnd } from './result-line.ts';
import { ACCEPTED, type OpenTask } from './task.ts';
import { callTools, toolResult } from './tools.ts';

/** The main agent's turn as it is played. */
export class ClaudeStage implements Stage {
  /** How the turn ended, where a step ended it. */
  ending: TurnEnd | null = null;
  readonly tasks: OpenTask[] = [];
  readonly writer: MessageWriter;
  #talk: Conversation;
  #limitSaid = false;

  constructor(talk: Conversation) {
    this.#talk = talk;
    this.writer = new MessageWriter(talk);
  }

  /** The last message is whole. */
  async close(): Promise<void> {
    if (this.writer.isOpen) await this.writer.close('end_turn');
  }

  async text(step: Parameters<Stage['text']>[0]): Promise<Flow> {
    await this.writer.text({ ...step, text: fill(step.text, this.#talk) });
    await this.#headers();
    return this.#capped();
  }

  async thinking(step: Parameters<Stage['thinking']>[0]): Promise<Flow> {
    await this.writer.thinking(step);
    return 'on';
  }

  async tools(calls: Parameters<Stage['tools']>[0], finish: Parameters<Stage['tools']>[1]): Promise<Flow> {
    await callTools(this.#talk, this.writer, calls, finish);
    await this.#headers();
    return this.#capped();
  }

  async agent(step: Parameters<Stage['agent']>[0]): Promise<Flow> {
    const task = await callAgent(this.#talk, this.writer, step);
    if (task !== null) this.tasks.push(task);
    return this.#capped();
  }

  async background(step: Parameters<Stage['background']>[0]): Promise<Flow> {
    this.tasks.push(await callBackground(this.#talk, this.writer, step));
    return this.#capped();
  }

  async limit(step: Parameters<Stage['limit']>[0]): Promise<Flow> {
    const { flow, end } = await playLimit(this.#talk, step);
    if (flow === 'ended') await this.close();
    this.#limitSaid = true;
    this.ending = end;
    return flow;
  }

  async fail(step: Parameters<Stage['fail']>[0]): Promise<Flow> {
    await this.close();
    this.ending = await playFail(this.#talk, step);
    return 'ended';
  }

  async retry(step: Parameters<Stage['retry']>[0]): Promise<Flow> {
    await playRetry(this.#talk, step);
    return 'on';
  }

  async structured({ structured }: Parameters<Stage['structured']>[0]): Promise<Flow> {
    const id = toolUseId();
    const words = 'Structured output provided successfully';
    const input =
      typeof structured === 'object' && structured !== null && !Array.isArray(structured)
        ? structured
        : { value: structured };
    await this.writer.toolUse(id, 'StructuredOutput', { ...input });
    await this.writer.close('tool_use');
    await toolResult(this.#talk, id, { ok: true, content: words, result: words, saysOk: false }, ACCEPTED);
    const text = JSON.stringify(structured);
    this.ending = { subtype: 'success', isError: false, terminal: 'completed', text, structured };
    return 'ended';
  }

  async compact(step: Parameters<Stage['compact']>[0]): Promise<Flow> {
    await this.close();
    await sayCompaction(this.#talk, step);
    return 'on';
  }

  async end({ end, errors }: Parameters<Stage['end']>[0]): Promise<Flow> {
    await this.close();
    this.ending = { ...CAPS[end], isError: true, errors: errors ?? [CAPS[end].words] };
    return 'ended';
  }

  async result({ text, fields }: Parameters<Stage['result']>[0]): Promise<Flow> {
    await this.close();
    const end: TurnEnd = {
      subtype: 'success',
      isError: false,
      terminal: 'completed',
      text: text ?? this.#talk.session.said,
      ...(fields === undefined ? {} : { extra: fields }),
    };
    await sayResult(this.#talk, end, turnSums(this.#talk));
    return 'on';
  }

  async line(step: Parameters<Stage['line']>[0]): Promise<Flow> {
    await this.#talk.sink.line({ uuid: newUuid(), session_id: this.#talk.session.id, ...step });
    return 'on';
  }

  /** Response headers speak of the limits once per turn, unless a step spoke of them. */
  async #headers(): Promise<void> {
    if (this.#limitSaid) return;
    this.#limitSaid = true;
    await ordinaryLimitEvent(this.#talk);
  }

  /** Caps are looked at when the request is through, so a run may end above them. */
  async #capped(): Promise<Flow> {
    const { options, session } = this.#talk;
    if (this.writer.isOpen) return 'on';
    if (options.maxBudgetUsd !== null && session.costUsd >= options.maxBudgetUsd) {
      const words = `Reached maximum budget ($${options.maxBudgetUsd})`;
      this.ending = { subtype: 'error_max_budget_usd', isError: true, terminal: 'budget_exhausted', errors: [words] };
      return 'ended';
    }
    if (options.maxTurns !== null && session.requests >= options.maxTurns) {
      const words = `Reached maximum number of turns (${options.maxTurns})`;
      this.ending = { subtype: 'error_max_turns', isError: true, terminal: 'max_turns', errors: [words] };
      return 'ended';
    }
    return 'on';
  }
}

const CAPS = {
  'max-turns': { subtype: 'error_max_turns', terminal: 'max_turns', words: 'Reached maximum number of turns' },
  budget: { subtype: 'error_max_budget_usd', terminal: 'budget_exhausted', words: 'Reached maximum budget' },
  schema: {
    subtype: 'error_max_structured_output_retries',
    terminal: 'structured_output_retry_exhausted',
    words: 'Failed to provide valid structured output',
  },
  error: { subtype: 'error_during_execution', terminal: 'model_error', words: 'The turn could not be finished' },
} as const;

/** `{{prompt}}`, `{{cwd}}`, `{{session}}` and `{{turn}}` in a text. */
function fill(text: string, { session, place, prompt }: Conversation): string {
  const known: Readonly<Record<string, string>> = {
    prompt,
    cwd: place.cwd,
    session: session.id,
    turn: String(session.prompts + 1),
  };
  return text.replaceAll(/\{\{(\w+)\}\}/g, (whole, name: string) => known[name] ?? whole);
}
