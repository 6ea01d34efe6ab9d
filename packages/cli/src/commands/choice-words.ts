import { AGENT_KINDS, CcxError, type AgentKind } from '@ccx/contracts';
import { parseChoice } from './parse-values.ts';

/** The options by which a person says on whose account something runs. */
export interface ChoiceFlags {
  readonly agent?: string;
  readonly profile?: string;
  readonly only?: string;
  readonly fallback?: string;
}

/** What they say. */
export interface ChoiceWords {
  readonly agent: AgentKind | null;
  /** `--profile auto`: whatever is pinned, ccx chooses. */
  readonly auto: boolean;
  /** Names in the order of the person; `null`: not given. */
  readonly profile: readonly string[] | null;
  readonly only: readonly string[] | null;
  /** Names of profiles or agents. */
  readonly fallback: readonly string[];
}

/** @throws {CcxError} `invalid_argument` for an agent that there is not, or a list without a name */
export function choiceWords({ agent, profile, only, fallback }: ChoiceFlags): ChoiceWords {
  const auto = profile?.trim() === 'auto';
  return {
    agent: agent === undefined ? null : parseChoice(agent, '--agent', AGENT_KINDS),
    auto,
    profile: profile === undefined || auto ? null : names(profile, '--profile'),
    only: only === undefined ? null : names(only, '--only'),
    fallback: fallback === undefined ? [] : names(fallback, '--fallback'),
  };
}

function names(text: string, option: string): readonly string[] {
  const found = text.split(',').map((name) => name.trim());
  const list = [...new Set(found.filter((name) => name !== ''))];
  if (list.length > 0) return list;
  throw new CcxError('invalid_argument', `${option} is "${text}"; a name was expected, or several with commas.`, {
    hint: `${option} work,private`,
  });
}
