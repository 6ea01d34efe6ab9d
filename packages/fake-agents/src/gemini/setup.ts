import { numberAt, objectAt, textAt } from '../claude/json.ts';
import type { Line } from '../claude/line.ts';
import type { Machine } from '../machine/machine.ts';
import { fileCounters } from '../scenario/counters.ts';
import type { Scenario } from '../scenario/scenario.ts';
import type { GeminiLogin } from './login.ts';
import { AUTO } from './models.ts';
import type { GeminiOptions } from './options.ts';
import { ATTEMPTS } from './retries.ts';
import type { Session } from './session.ts';
import type { Sink } from './sink.ts';
import type { Stats } from './stats.ts';
import type { TurnParts } from './turn.ts';

/** What is known before anything is asked. */
export interface Setup {
  readonly machine: Machine;
  readonly options: GeminiOptions;
  readonly scenario: Scenario;
  readonly version: string;
  readonly configDir: string;
  readonly settings: Line;
}

/** The model that is asked for: by the command line, a variable, the settings, the scenario. */
export function modelOf({ options, machine, settings, scenario }: Setup): string {
  const variable = machine.env['GEMINI_MODEL'] ?? '';
  const named = options.model ?? (variable === '' ? null : variable) ?? textAt(objectAt(settings, 'model'), 'name');
  return named ?? scenario.model ?? AUTO;
}

/** What a turn of this session is made of. */
export function turnParts(
  setup: Setup,
  of: {
    readonly login: GeminiLogin;
    readonly session: Session;
    readonly turns: number;
    readonly prompt: string;
    readonly sink: Sink;
    readonly stats: Stats;
    readonly signal: AbortSignal;
  },
): TurnParts {
  const { machine, options, scenario, settings, configDir } = setup;
  const cap = objectAt(settings, 'model');
  const attempts = numberAt(objectAt(settings, 'general'), 'maxAttempts');
  return {
    machine,
    scenario,
    options,
    login: of.login,
    sessionId: of.session.id,
    model: modelOf(setup),
    turns: of.turns,
    prompt: of.prompt,
    maxRequests: cap['maxSessionTurns'] === undefined ? -1 : numberAt(cap, 'maxSessionTurns'),
    attempts: attempts > 0 ? Math.min(attempts, ATTEMPTS) : ATTEMPTS,
    log: of.session.log,
    stats: of.stats,
    sink: of.sink,
    counters: fileCounters(configDir),
    signal: of.signal,
  };
}
