import { readFileSync } from 'node:fs';
import { builtinScenarios } from './builtin-scenarios.ts';
import { isScenario, scenarioProblems } from './check-scenario.ts';
import type { Scenario } from './scenario.ts';

/** A scenario, or why there is none. */
export type LoadedScenario =
  | { readonly ok: true; readonly scenario: Scenario }
  | { readonly ok: false; readonly why: string };

/**
 * The scenario that FAKE_AGENT_SCENARIO names: JSON itself, the name of a built-in one, or the path of a file.
 * Without it the friendly default.
 */
export function loadScenario(value: string | undefined): LoadedScenario {
  if (value === undefined || value === '') return { ok: true, scenario: builtinScenarios.success };
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
