import { type AgentKind, CcxError, type Dialect } from '@ccx/contracts';
import { claude } from './claude/dialect.ts';
import { codex } from './codex/dialect.ts';
import { gemini } from './gemini/dialect.ts';

/** Every dialect by its agent, as a runner takes them. An agent that is not in it cannot be read yet. */
export const dialects: Readonly<Partial<Record<AgentKind, Dialect>>> = { claude, codex, gemini };

/**
 * The dialect of an agent.
 *
 * @throws CcxError `invalid_argument` where there is none
 */
export function dialectOf(agent: AgentKind): Dialect {
  const dialect = Object.hasOwn(dialects, agent) ? dialects[agent] : undefined;
  if (dialect !== undefined) return dialect;
  throw new CcxError('invalid_argument', `No dialect reads the output of "${agent}".`, {
    hint: `Dialects there are: ${Object.keys(dialects).join(', ')}.`,
  });
}
