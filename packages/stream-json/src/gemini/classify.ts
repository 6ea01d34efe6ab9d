import type { ClassifyContext, Failure } from '@ccx/contracts';
import { limitOfText } from './limit.ts';
import { outcomeOf } from './outcomes.ts';
import { lastErrorBlock, ownWords, withoutColours } from './stderr-text.ts';

/**
 * The failure that a text names, `null` where it names none. `detail` is the whole text of a result, and of stderr,
 * which may be long, the line that said it.
 *
 * @param model the model of the run, where the caller knows it
 */
export function classifyGeminiText(text: string, about: ClassifyContext, model: string | null = null): Failure | null {
  const plain = withoutColours(text);
  const said = about.from === 'stderr' ? (lastErrorBlock(plain) ?? ownWords(plain)) : plain;
  const row = outcomeOf(said);
  if (row === null) return null;
  const line = said.split('\n').find((each) => row.pattern.test(each));
  return {
    class: row.class,
    detail: (about.from === 'result' ? plain : (line ?? said)).trim(),
    limit: row.class === 'limit' ? limitOfText(said, { ...about, model }) : null,
  };
}
