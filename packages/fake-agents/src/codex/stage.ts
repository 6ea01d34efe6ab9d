import type { Line } from '../claude/line.ts';
import { dueReset } from '../claude/limits.ts';
import { durationMs } from '../scenario/duration.ts';
import type { Flow, Stage } from '../scenario/play.ts';
import { playSteps } from '../scenario/play.ts';
import type { Duration } from '../scenario/scenario.ts';
import type { ToolStep } from '../scenario/step.ts';
import { itemId } from './ids.ts';
import { limitWords } from './limit-words.ts';
import { CODEX_ERRORS, NO_NETWORK } from './service-errors.ts';
import type { RetryNotice, TurnFailure } from './sink.ts';
import type { Thread } from './thread.ts';
import { tokenFields } from './tokens.ts';
import { callTools } from './tools.ts';

/** A turn of Codex as it is played. */
export class CodexStage implements Stage {
  failure: TurnFailure | null = null;
  #thread: Thread;

  constructor(thread: Thread) {
    this.#thread = thread;
  }

  async text({ text, usage, ...pace }: Parameters<Stage['text']>[0]): Promise<Flow> {
    const thread = this.#thread;
    const { sink, prompt, cwd, turns, id } = thread.parts;
    thread.begin(usage);
    const said = text
      .replaceAll('{{prompt}}', () => prompt)
      .replaceAll('{{cwd}}', () => cwd)
      .replaceAll('{{turn}}', () => String(turns + 1))
      .replaceAll('{{session}}', () => id);
    thread.said = said;
    const message = itemId('msg');
    await sink.item('completed', { id: thread.nextItem(), type: 'agent_message', text: said }, message, pace);
    thread.record(
      {
        type: 'message',
        status: 'completed',
        id: message,
        role: 'assistant',
        content: [{ type: 'output_text', text: said, annotations: [] }],
      },
      { type: 'AgentMessage', id: message, content: [{ type: 'Text', text: said }] },
    );
    return 'on';
  }

  async thinking({ thinking }: Parameters<Stage['thinking']>[0]): Promise<Flow> {
    const thread = this.#thread;
    thread.begin();
    const id = itemId('rs');
    await thread.parts.sink.item('completed', { id: thread.nextItem(), type: 'reasoning', text: thinking }, id);
    thread.record(
      { type: 'reasoning', id, summary: [{ type: 'summary_text', text: thinking }], content: null },
      { type: 'Reasoning', id, summary_text: [thinking], raw_content: [] },
    );
    return 'on';
  }

  async tools(calls: readonly ToolStep[], finish: readonly number[]): Promise<Flow> {
    await callTools(this.#thread, calls, finish);
    return 'on';
  }

  /** Codex shows nothing of what a delegate does; its report is the result of a tool. */
  async agent(step: Parameters<Stage['agent']>[0]): Promise<Flow> {
    const { description, prompt, report, takes, type = 'general-purpose', afterwards = [] } = step;
    const timed = takes === undefined ? {} : { takes };
    await this.tools([{ tool: `mcp__agents__${type}`, input: { description, prompt }, output: report, ...timed }], [0]);
    return step.background === true ? await this.#play(afterwards) : 'on';
  }

  async background(step: Parameters<Stage['background']>[0]): Promise<Flow> {
    const { command, output = '', takes, exitCode = 0, afterwards = [] } = step;
    const failed = exitCode === 0 ? {} : { error: `Exit code ${exitCode}` };
    const timed = takes === undefined ? {} : { takes };
    await this.tools([{ tool: 'Bash', input: { command }, output, ...failed, ...timed }], [0]);
    return await this.#play(afterwards);
  }

  async limit(limit: Parameters<Stage['limit']>[0]): Promise<Flow> {
    const thread = this.#thread;
    const resetsAtMs = dueReset(thread.parts, limit);
    if (resetsAtMs === null) return 'on';
    thread.end();
    if (limit.verdict !== 'allowed') thread.spoken = { limit, resetsAtMs };
    if ((limit.verdict ?? 'rejected') !== 'rejected') {
      thread.countTokens(null);
      return 'on';
    }
    thread.countTokens(null);
    const message = limit.text ?? limitWords(resetsAtMs, thread.parts.machine.nowMs());
    return this.#failed(message, 'usage_limit_exceeded');
  }

  async fail({ fail, retries = 5, retryDelay = 200, text }: Parameters<Stage['fail']>[0]): Promise<Flow> {
    const thread = this.#thread;
    if (fail === 'connection-refused') {
      // Observed: it never gives up. The floor keeps it from flooding where FAKE_AGENT_TIMING takes all delays away.
      for (let attempt = 0; ; attempt += 1) {
        await this.#reconnect(NO_NETWORK, retryDelay, Math.min(attempt, 6));
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    }
    const row = CODEX_ERRORS[fail];
    const message = text ?? row.text(thread.parts.model);
    if (row.retried) await this.#retries(message, row.info, { times: retries, of: retries, delay: retryDelay });
    if (fail === 'too-long') thread.countTokens(null);
    return this.#failed(message, row.info);
  }

  async retry({ retry, times = 1, of = 5, delay = 200 }: Parameters<Stage['retry']>[0]): Promise<Flow> {
    if (retry === 'connection-refused') {
      for (let attempt = 0; attempt < times; attempt += 1) await this.#reconnect(NO_NETWORK, delay, attempt);
      return 'on';
    }
    const row = CODEX_ERRORS[retry];
    await this.#retries(row.text(this.#thread.parts.model), row.info, { times, of, delay });
    return 'on';
  }

  async structured({ structured }: Parameters<Stage['structured']>[0]): Promise<Flow> {
    await this.text({ text: JSON.stringify(structured) });
    return 'ended';
  }

  async compact({ summary = '' }: Parameters<Stage['compact']>[0]): Promise<Flow> {
    this.#thread.parts.rollout.entry('compacted', { message: summary });
    return 'on';
  }

  async end({ end, errors = [`The scenario ended the turn: ${end}`] }: Parameters<Stage['end']>[0]): Promise<Flow> {
    return this.#failed(errors.join('\n'), 'other');
  }

  async result({ fields }: Parameters<Stage['result']>[0]): Promise<Flow> {
    this.#thread.end();
    const usage = tokenFields(this.#thread.tokens);
    await this.line({ type: 'turn.completed', usage, ...fields });
    return 'on';
  }

  async line(line: Line): Promise<Flow> {
    await this.#thread.parts.sink.line(line);
    return 'on';
  }

  #failed(message: string, info: unknown): Flow {
    this.failure = { message, info };
    return 'ended';
  }

  async #play(steps: Parameters<typeof playSteps>[0]): Promise<Flow> {
    const { machine, signal } = this.#thread.parts;
    return await playSteps(steps, { stage: this, machine, signal });
  }

  async #retries(
    cause: string,
    info: unknown,
    { times, of, delay }: { readonly times: number; readonly of: number; readonly delay: Duration },
  ): Promise<void> {
    for (let attempt = 0; attempt < times; attempt += 1) {
      await this.#reconnect({ message: `Reconnecting... ${attempt + 1}/${of}`, cause, info }, delay, attempt);
    }
  }

  async #reconnect(notice: RetryNotice, delay: Duration, attempt: number): Promise<void> {
    const { sink, machine, signal } = this.#thread.parts;
    await sink.retrying(notice);
    await machine.sleep(durationMs(delay) * 2 ** attempt, signal);
  }
}
