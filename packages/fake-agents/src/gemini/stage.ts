import type { Line } from '../claude/line.ts';
import { dueReset } from '../claude/limits.ts';
import type { Flow, Stage } from '../scenario/play.ts';
import { playSteps } from '../scenario/play.ts';
import type { ToolStep } from '../scenario/step.ts';
import { apiFailure, ownFailure, turnLimit, type TurnFailure } from './failure.ts';
import { quotaEnd } from './quota-errors.ts';
import { sayGivenUp, sayQuotaWait, sayRetries } from './retries.ts';
import { geminiError } from './service-errors.ts';
import { streamStats } from './stats.ts';
import { callTools } from './tools.ts';
import type { Turn } from './turn.ts';

const PIECE_LENGTH = 12;

/** A turn of Gemini CLI as it is played. */
export class GeminiStage implements Stage {
  failure: TurnFailure | null = null;
  #turn: Turn;

  constructor(turn: Turn) {
    this.#turn = turn;
  }

  async text({ text, pieceLength = PIECE_LENGTH, every, usage }: Parameters<Stage['text']>[0]): Promise<Flow> {
    const turn = this.#turn;
    const { sink, machine, signal, prompt, turns, sessionId } = turn.parts;
    if (!turn.begin(usage)) return this.#ended(turnLimit());
    const said = text
      .replaceAll('{{prompt}}', () => prompt)
      .replaceAll('{{cwd}}', () => machine.cwd)
      .replaceAll('{{turn}}', () => String(turns + 1))
      .replaceAll('{{session}}', () => sessionId);
    const letters = Array.from(said);
    for (let at = 0; at < letters.length; at += pieceLength) {
      if (every !== undefined && at > 0) await machine.sleep(every, signal);
      const piece = letters.slice(at, at + pieceLength).join('');
      await sink.text(piece);
      turn.said(piece);
    }
    return 'on';
  }

  /** Headless Gemini never shows a thought; the session's file keeps it. */
  async thinking({ thinking }: Parameters<Stage['thinking']>[0]): Promise<Flow> {
    if (!this.#turn.begin()) return this.#ended(turnLimit());
    this.#turn.thought(thinking);
    return 'on';
  }

  async tools(calls: readonly ToolStep[], finish: readonly number[]): Promise<Flow> {
    return (await callTools(this.#turn, calls, finish)) ? 'on' : this.#ended(turnLimit());
  }

  /** A delegate is one call; what it does is not shown. */
  async agent(step: Parameters<Stage['agent']>[0]): Promise<Flow> {
    const { prompt, report, takes, type = 'generalist', afterwards = [] } = step;
    const timed = takes === undefined ? {} : { takes };
    const input = { agent_name: type, prompt };
    const flow = await this.tools([{ tool: 'invoke_agent', input, output: report, ...timed }], [0]);
    return flow === 'on' && step.background === true ? await this.#play(afterwards) : flow;
  }

  async background(step: Parameters<Stage['background']>[0]): Promise<Flow> {
    const { command, output = '', takes, exitCode = 0, afterwards = [] } = step;
    const failed = exitCode === 0 ? {} : { error: `Exit code ${exitCode}` };
    const timed = takes === undefined ? {} : { takes };
    const flow = await this.tools([{ tool: 'Bash', input: { command }, output, ...failed, ...timed }], [0]);
    return flow === 'on' ? await this.#play(afterwards) : flow;
  }

  /** Only a refusal is heard: a level is shown on the screen alone. */
  async limit(limit: Parameters<Stage['limit']>[0]): Promise<Flow> {
    const { machine, login, signal } = this.#turn.parts;
    const resetsAtMs = dueReset(this.#turn.parts, limit);
    if (resetsAtMs === null || (limit.verdict ?? 'rejected') !== 'rejected') return 'on';
    this.#turn.fail();
    const waitMs = resetsAtMs - machine.nowMs();
    const { sleeps, message, thrown } = quotaEnd(login, waitMs, limit.text);
    if (!sleeps) return this.#ended(apiFailure(thrown, 429, { nowMs: machine.nowMs(), login }));
    await sayQuotaWait(machine, { attempt: 1, message, waitMs, signal });
    return 'on';
  }

  async fail({ fail, retries, retryDelay, text }: Parameters<Stage['fail']>[0]): Promise<Flow> {
    const turn = this.#turn;
    const { machine, login, signal, attempts } = turn.parts;
    // A refusal and a cut answer are successes for 0.61.0.
    if (fail === 'refusal' || fail === 'output-cap') {
      turn.begin();
      turn.answered = true;
      return 'ended';
    }
    const error = geminiError(fail, { model: turn.model, login, text });
    turn.fail();
    const times = retries ?? attempts - 1;
    if (error.again !== null) {
      await sayRetries(machine, error, { times, delay: retryDelay, signal });
      await sayGivenUp(machine, error, times + 1);
    }
    return this.#ended(apiFailure(error.last ?? error.thrown, error.status, { nowMs: machine.nowMs(), login }));
  }

  async retry({ retry, times = 1, delay }: Parameters<Stage['retry']>[0]): Promise<Flow> {
    const { machine, login, signal } = this.#turn.parts;
    await sayRetries(machine, geminiError(retry, { model: this.#turn.model, login }), { times, delay, signal });
    return 'on';
  }

  async structured({ structured }: Parameters<Stage['structured']>[0]): Promise<Flow> {
    await this.text({ text: JSON.stringify(structured) });
    return 'ended';
  }

  /** Nothing is said of it. */
  async compact(): Promise<Flow> {
    return 'on';
  }

  async end({ end, errors = [`The scenario ended the turn: ${end}`] }: Parameters<Stage['end']>[0]): Promise<Flow> {
    return this.#ended(end === 'max-turns' ? turnLimit() : ownFailure(errors.join('\n')));
  }

  async result({ fields }: Parameters<Stage['result']>[0]): Promise<Flow> {
    this.#turn.end();
    const stats = streamStats(this.#turn.parts.stats, 0);
    return await this.line({ type: 'result', status: 'success', stats, ...fields });
  }

  async line(line: Line): Promise<Flow> {
    this.#turn.answered = true;
    await this.#turn.parts.sink.line(line);
    return 'on';
  }

  #ended(failure: TurnFailure): Flow {
    this.failure = failure;
    return 'ended';
  }

  async #play(steps: Parameters<typeof playSteps>[0]): Promise<Flow> {
    const { machine, signal } = this.#turn.parts;
    return await playSteps(steps, { stage: this, machine, signal });
  }
}
