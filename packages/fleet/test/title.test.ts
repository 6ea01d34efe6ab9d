import { describe, expect, test } from 'vitest';
import { codexTitle } from '../src/codex/title.ts';
import { geminiTitle } from '../src/gemini/title.ts';

// Titles as the real CLIs wrote them on 2026-11-21: Codex 0.169.0, Gemini CLI 0.61.0.
const SEEN = [
  ['codex', codexTitle, '⠹ work', 'busy'],
  ['codex', codexTitle, '⠴ my thread | work', 'busy'],
  ['codex', codexTitle, '[ ! ] Action Required | work', 'waiting'],
  ['codex', codexTitle, '[ . ] Action Required | nice name | work', 'waiting'],
  ['codex', codexTitle, 'work', undefined],
  ['codex', codexTitle, 'my thread | work', undefined],
  ['gemini', geminiTitle, '◇  Ready (work)', 'idle'],
  ['gemini', geminiTitle, `${'✦  Working… (work)'.padEnd(80)}`, 'busy'],
  ['gemini', geminiTitle, '✋  Action Required (work)', 'waiting'],
  ['gemini', geminiTitle, 'Gemini CLI (work)', undefined],
] as const;

describe('the title of a window', () => {
  test.each(SEEN)('of %s: %3$s', (_agent, read, title, is) => {
    expect(read(title)?.is).toBe(is);
  });

  test.each(['', 'vm', 'vim ⠹ notes', '[ ! ] Action Requiredness', 'cat ✋  Action Required', '◐'])(
    'of anything else says nothing: "%s"',
    (title) => {
      expect([codexTitle(title), geminiTitle(title)]).toEqual([null, null]);
    },
  );
});
