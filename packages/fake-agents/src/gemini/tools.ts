import type { Line } from '../claude/line.ts';
import { hang } from '../machine/hang.ts';
import type { ToolStep } from '../scenario/step.ts';
import { callWords, displayName, toolName } from './tool-names.ts';
import { outcomeOf, type ToolOutcome } from './tool-outcome.ts';
import type { Turn } from './turn.ts';

/** A call that has begun. */
interface Open {
  readonly id: string;
  readonly name: string;
  readonly step: ToolStep;
}

/** Calls tools: all of them begin, then they end in the given order. `false`: the run may make no more requests. */
export async function callTools(turn: Turn, steps: readonly ToolStep[], finish: readonly number[]): Promise<boolean> {
  const { machine, sink, signal, options, stats, log } = turn.parts;
  const opened: Open[] = [];
  for (const [index, step] of steps.entries()) {
    if (!turn.begin(step.usage)) return false;
    turn.answered = true;
    const name = toolName(step.tool);
    const id = `${name}__${name}_${Math.round(machine.nowMs())}_${index}`;
    opened.push({ id, name, step });
    await sink.toolUse(name, id, step.input ?? {});
  }
  const message = turn.end();
  const done = new Map<Open, ToolOutcome>();
  for (const open of finish.flatMap((index) => opened[index] ?? [])) {
    const { step, name, id } = open;
    if (step.takes !== undefined) await machine.sleep(step.takes, signal);
    if (step.hangs === true) await hang(signal, machine);
    const outcome = outcomeOf(step, options, machine.cwd);
    done.set(open, outcome);
    stats.called(name, outcome.ok);
    stats.wrote(outcome.lines);
    if (outcome.error !== null) await machine.stderr(`Error executing tool ${name}: ${outcome.shown ?? ''}\n`);
    await sink.toolResult(id, {
      status: outcome.ok ? 'success' : 'error',
      ...(outcome.shown === null ? {} : { output: outcome.shown }),
      ...(outcome.error === null ? {} : { error: outcome.error }),
    });
  }
  log.again({ ...message, toolCalls: [...done].map(([open, outcome]) => record(open, outcome, log.stamp())) });
  turn.results([...done].map(([open, outcome]) => answer(open, outcome)));
  return true;
}

function answer({ id, name }: Open, { response }: ToolOutcome): Line {
  return { functionResponse: { id, name, response } };
}

function record(open: Open, outcome: ToolOutcome, timestamp: string): Line {
  const { id, name, step } = open;
  return {
    id,
    name,
    args: step.input ?? {},
    result: [answer(open, outcome)],
    status: outcome.ok ? 'success' : 'error',
    timestamp,
    resultDisplay: outcome.display,
    description: callWords(step.input ?? {}),
    displayName: displayName(name),
    renderOutputAsMarkdown: name !== 'run_shell_command' && outcome.error?.type !== 'tool_not_registered',
  };
}
