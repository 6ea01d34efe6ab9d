import { startGrandchildren } from '../machine/grandchild.ts';
import { hang } from '../machine/hang.ts';
import type { Machine } from '../machine/machine.ts';
import { garbageBytes, hugeLine, invalidUtf8Line } from './bad-bytes.ts';
import { PROCESS_KEYS } from './process-keys.ts';
import type {
  AgentStep,
  AgentStepKind,
  BackgroundStep,
  CompactStep,
  EndStep,
  FailStep,
  LimitStep,
  LineStep,
  ProcessStep,
  ResultStep,
  RetryStep,
  Step,
  StructuredStep,
  TextStep,
  ThinkingStep,
  ToolStep,
} from './step.ts';

/** Whether the turn goes on after a step. */
export type Flow = 'on' | 'ended';

/** What a vendor's dialect must be able to say. One per vendor. */
export interface Stage {
  text(step: TextStep): Promise<Flow>;
  thinking(step: ThinkingStep): Promise<Flow>;
  tools(calls: readonly ToolStep[], finish: readonly number[]): Promise<Flow>;
  agent(step: AgentStep['agent']): Promise<Flow>;
  background(step: BackgroundStep['background']): Promise<Flow>;
  limit(step: LimitStep['limit']): Promise<Flow>;
  fail(step: FailStep): Promise<Flow>;
  retry(step: RetryStep): Promise<Flow>;
  structured(step: StructuredStep): Promise<Flow>;
  compact(step: CompactStep['compact']): Promise<Flow>;
  end(step: EndStep): Promise<Flow>;
  result(step: ResultStep['result']): Promise<Flow>;
  line(step: LineStep['line']): Promise<Flow>;
}

/** Plays steps on a stage until one ends the turn. */
export async function playSteps(
  steps: readonly Step[],
  on: { readonly stage: Stage | null; readonly machine: Machine; readonly signal: AbortSignal },
): Promise<Flow> {
  for (const step of steps) {
    // Also notices an interrupt that came while nothing waited.
    await on.machine.sleep(0, on.signal);
    if (isProcessStep(step)) {
      await playProcessStep(step, on.machine, on.signal);
    } else if (on.stage !== null && (await playAgentStep(step, on.stage)) === 'ended') {
      return 'ended';
    }
  }
  return 'on';
}

function isProcessStep(step: Step): step is ProcessStep {
  return PROCESS_KEYS.some((key) => key in step);
}

async function playAgentStep(step: AgentStepKind, stage: Stage): Promise<Flow> {
  // `fail` has a field `text` and `tool` a field `result`: they are asked first.
  if ('fail' in step) return await stage.fail(step);
  if ('tool' in step) return await stage.tools([step], [0]);
  if ('tools' in step) return await stage.tools(step.tools, step.finish ?? step.tools.map((_, index) => index));
  if ('text' in step) return await stage.text(step);
  if ('thinking' in step) return await stage.thinking(step);
  if ('agent' in step) return await stage.agent(step.agent);
  if ('background' in step) return await stage.background(step.background);
  if ('limit' in step) return await stage.limit(step.limit);
  if ('retry' in step) return await stage.retry(step);
  if ('structured' in step) return await stage.structured(step);
  if ('compact' in step) return await stage.compact(step.compact);
  if ('end' in step) return await stage.end(step);
  if ('result' in step) return await stage.result(step.result);
  return await stage.line(step.line);
}

async function playProcessStep(step: ProcessStep, machine: Machine, signal: AbortSignal): Promise<void> {
  const { output } = machine;
  if ('wait' in step) await machine.sleep(step.wait, signal);
  else if ('hang' in step) await hang(signal, machine);
  else if ('raw' in step) await output.write(step.newline === false ? step.raw : `${step.raw}\n`);
  else if ('bytes' in step) await output.write(Buffer.from(step.bytes, 'base64'));
  else if ('garbage' in step) await output.write(garbageBytes(step.garbage));
  else if ('invalidUtf8' in step) await output.write(invalidUtf8Line());
  else if ('huge' in step) await output.write(hugeLine(step.huge));
  else if ('splice' in step) output.spliceIntoNext(JSON.stringify(step.splice));
  else if ('stderr' in step) await machine.stderr(`${step.stderr}\n`);
  else if ('closeStdout' in step) output.close();
  else if ('grandchild' in step) await startGrandchildren(step.grandchild, machine);
  else if (typeof step.exit === 'number') await machine.exit(step.exit);
  else await machine.die(step.exit);
}
