import {
  anything,
  count,
  duration,
  either,
  fields,
  flag,
  instant,
  isObject,
  list,
  must,
  needs,
  object,
  orNull,
  text,
  what,
  yes,
  type Check,
} from './checks.ts';
import { PROCESS_KEYS } from './process-keys.ts';
import type { Scenario } from './scenario.ts';

const SIGNALS = ['SIGHUP', 'SIGINT', 'SIGKILL', 'SIGTERM', 'SIGSEGV', 'SIGABRT'] as const;
const ERRORS = [
  'bad-request low-credit too-long bad-key login-expired forbidden no-model busy-429 server-500 overloaded',
  'connection-reset connection-refused output-cap refusal not-logged-in',
].flatMap((names) => names.split(' '));
const usage = fields({
  input: count,
  output: count,
  cacheRead: count,
  cacheWrite5m: count,
  cacheWrite1h: count,
  costUsd: count,
});
const steps: Check = (value, at) => list(step)(value, at);
const tool: Readonly<Record<string, Check>> = {
  tool: text,
  input: object,
  output: text,
  error: text,
  result: anything,
  effect: flag,
  denied: must((value) => typeof value === 'boolean' || typeof value === 'string', 'true or a reason'),
  asks: flag,
  takes: duration,
  hangs: flag,
  usage,
};

/** The key that names a step, and the fields that it may have. */
const KINDS: Readonly<Record<string, Readonly<Record<string, Check>>>> = {
  // `fail` and `tool` have fields by the names of other steps, so they are asked first.
  fail: { fail: either(...ERRORS), retries: count, retryDelay: duration, text },
  thinking: { thinking: text, pieceLength: count, every: duration },
  tool,
  text: { text, pieceLength: count, every: duration, usage },
  tools: { tools: list(fields(tool)), finish: list(count) },
  agent: {
    agent: needs(
      ['description', 'prompt', 'report'],
      fields({
        description: text,
        prompt: text,
        type: text,
        steps,
        report: text,
        background: flag,
        afterwards: steps,
        takes: duration,
      }),
    ),
  },
  background: {
    background: needs(
      ['command'],
      fields({ command: text, description: text, output: text, takes: duration, exitCode: count, afterwards: steps }),
    ),
  },
  limit: {
    limit: fields({
      window: either('five_hour', 'seven_day', 'seven_day_opus', 'seven_day_sonnet', 'overage'),
      verdict: either('rejected', 'warning', 'allowed', 'extra'),
      afterCalls: count,
      afterPrompts: count,
      resetsIn: duration,
      resetsAt: instant,
      percent: count,
      creditsDisabledBecause: text,
      creditsResetAt: instant,
      text,
    }),
  },
  retry: { retry: either(...ERRORS), times: count, of: count, delay: duration },
  structured: { structured: anything },
  compact: {
    compact: needs(
      ['preTokens', 'postTokens'],
      fields({ trigger: either('auto', 'manual'), preTokens: count, postTokens: count, summary: text }),
    ),
  },
  end: { end: either('max-turns', 'budget', 'schema', 'error'), errors: list(text) },
  result: { result: fields({ text, fields: object }) },
  line: { line: object },
  wait: { wait: duration },
  hang: { hang: yes },
  raw: { raw: text, newline: flag },
  bytes: { bytes: text },
  garbage: { garbage: count },
  invalidUtf8: { invalidUtf8: yes },
  huge: { huge: count },
  splice: { splice: object },
  stderr: { stderr: text },
  exit: {
    exit: must((value) => typeof value === 'number' || SIGNALS.some((name) => name === value), 'a code or a signal'),
  },
  closeStdout: { closeStdout: yes },
  grandchild: {
    grandchild: fields({ count, ignoresTerm: flag, setsid: flag, holdsStdout: flag, lives: duration, pidFile: text }),
  },
};

/** Steps of the process, for the places where no agent speaks. */
const processSteps: Check = (value, at) =>
  list((item, place) => {
    const agent = isObject(item)
      ? Object.keys(KINDS).find((name) => name in item && !PROCESS_KEYS.includes(name))
      : undefined;
    return agent === undefined
      ? step(item, place)
      : [`${place} is a step of the agent (${agent}); only steps of the process can stand here`];
  })(value, at);

function step(value: unknown, at: string): readonly string[] {
  if (!isObject(value)) return [`${at} is ${what(value)}, expected a step`];
  const kind = Object.keys(KINDS).find((name) => name in value);
  const known = kind === undefined ? undefined : KINDS[kind];
  return known === undefined
    ? [`${at} names no step; known steps: ${Object.keys(KINDS).join(', ')}`]
    : fields(known)(value, at);
}

const level = orNull(needs(['percent'], fields({ percent: orNull(count), resetsIn: duration, resetsAt: instant })));
const scenario = fields({
  name: text,
  steps,
  turns: list(steps),
  atStart: processSteps,
  beforeTurn: processSteps,
  atExit: processSteps,
  login: either('subscription', 'api-key', 'setup-token', 'none', 'expired'),
  account: fields({ email: text, organization: text, organizationId: text, accountUuid: text, plan: text }),
  model: text,
  usage,
  quota: fields({
    fiveHour: level,
    sevenDay: level,
    sevenDaySonnet: level,
    sevenDayOpus: level,
    others: list(needs(['id'], fields({ id: text, name: text, fiveHour: level, sevenDay: level }))),
    credits: orNull(needs(['usedUsd', 'limitUsd'], fields({ usedUsd: count, limitUsd: count }))),
    fails: either(401, 429, 500, 'no-scope'),
    delay: duration,
  }),
  ignores: list(either(...SIGNALS)),
  stdin: fields({ delay: duration, delayPerChunk: duration }),
  exitCode: count,
});

/** What is wrong with a scenario, each as one sentence with its place; empty when nothing is. */
export function scenarioProblems(value: unknown): readonly string[] {
  return scenario(value, 'scenario');
}

/** Whether a value is a scenario. */
export function isScenario(value: unknown): value is Scenario {
  return scenarioProblems(value).length === 0;
}
