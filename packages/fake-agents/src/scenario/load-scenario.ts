import { readFileSync } from 'node:fs';
import type { AgentKind, Env } from '@ccx/contracts';
import { builtinScenarios } from './builtin-scenarios.ts';
import { isScenario, scenarioProblems } from './check-scenario.ts';
import type { Scenario } from './scenario.ts';

const SCENARIO = 'FAKE_AGENT_SCENARIO';

/** A scenario, or why there is none. */
export type LoadedScenario =
  | { readonly ok: true; readonly scenario: Scenario }
  | { readonly ok: false; readonly why: string };

/**
 * The scenario that the environment names for an agent: JSON itself, the name of a built-in one, or the path of a file.
 * `FAKE_AGENT_SCENARIO_CODEX` is for one agent alone and wins over `FAKE_AGENT_SCENARIO`. Without both the friendly
 * default.
 */
export function loadScenario(env: Env, agent: AgentKind): LoadedScenario {
  const own = `${SCENARIO}_${agent.toUpperCase()}`;
  const name = (env[own] ?? '') === '' ? SCENARIO : own;
  const loaded = load(env[name] ?? '');
  return loaded.ok ? loaded : { ok: false, why: `${name}: ${loaded.why}` };
}

function load(value: string): LoadedScenario {
  if (value === '') return { ok: true, scenario: builtinScenarios.success };
  const builtin = Object.entries(builtinScenarios).find(([name]) => name === value)?.[1];
  if (builtin !== undefined) return { ok: true, scenario: builtin };
  const inline = value.trimStart().startsWith('{');
  try {
    const parsed: unknown = JSON.parse(inline ? value : readFileSync(value, 'utf8'));
    return isScenario(parsed)
      ? { ok: true, scenario: parsed }
      : { ok: false, why: scenarioProblems(parsed).join('\n  ') };
  } catch (error) {
    const names = Object.keys(builtinScenarios).join(', ');
    const why = error instanceof Error ? error.message : String(error);
    return { ok: false, why: inline ? why : `${why}\n  expected JSON, a file's path, or one of ${names}` };
  }
}
