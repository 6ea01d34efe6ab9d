import type { Usage } from '@ccx/contracts';
import { fieldsOf, tokensOf } from '../line-fields.ts';

/**
 * One call's tokens, as `tokens` of a message holds them (0.61.0). The vendor's input contains what its cache served, here
 * they are apart; what tools added to the prompt is told apart from it and is input; thoughts are told apart from output,
 * are billed like it, and are part of it here. `null` for a shape that is not understood.
 */
export function callUsage(tokens: unknown): Usage | null {
  const of = fieldsOf(tokens);
  const count = (name: string, absent?: number): number | null => tokensOf(of?.[name] ?? absent);
  const [prompt, candidates, cacheRead] = [count('input'), count('output'), count('cached', 0)];
  const [reasoning, tool] = [count('thoughts', 0), count('tool', 0)];
  if (prompt === null || candidates === null || cacheRead === null || reasoning === null || tool === null) return null;
  if (cacheRead > prompt) return null;
  const [input, output] = [prompt - cacheRead + tool, candidates + reasoning];
  return { input, output, cacheRead, cacheWrite5m: 0, cacheWrite1h: 0, reasoning };
}
