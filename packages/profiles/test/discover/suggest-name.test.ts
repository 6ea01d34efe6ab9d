import { AGENT_KINDS } from '@ccx/contracts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { suggestName } from '../../src/discover/suggest-name.ts';

const CLAUDE = { agent: 'claude', configDir: '/somewhere' } as const;

describe('the name suggested for a folder', () => {
  it.each([
    ['.claude-work', 'work'],
    ['.claude.work', 'work'],
    ['.claude_Work_2', 'work-2'],
    ['claude-work', 'work'],
    ['.claude2', 'claude-2'],
    ['.claude-équipe', 'equipe'],
    ['.claude-工作', 'claude-2'],
    ['.claude', 'claude-2'],
    ['.claude-codex', 'claude-codex'],
    ['.claude-auto', 'claude-auto'],
    ['acme', 'acme'],
  ])('%s is %s', (folder, name) => {
    expect(suggestName(folder, CLAUDE, new Set())).toBe(name);
  });

  it('takes the agent before it where it is taken, then a number', () => {
    const taken = new Set<string>();
    for (const name of ['work', 'claude-work', 'claude-work-2', 'claude-work-3']) {
      expect(suggestName('.claude-work', CLAUDE, taken)).toBe(name);
      taken.add(name);
    }
  });

  it('is valid, free and no word with a meaning of its own, whatever the folder is called', () => {
    const folder = fc.oneof(
      fc.string({ unit: 'grapheme', maxLength: 300 }),
      fc.constantFrom('.claude', '.claude-all', ''),
    );
    fc.assert(
      fc.property(
        fc.array(folder, { minLength: 1, maxLength: 6 }),
        fc.constantFrom(...AGENT_KINDS),
        (folders, agent) => {
          const taken = new Set(['work', ...AGENT_KINDS]);
          for (const one of folders) {
            const name = suggestName(one, { agent, configDir: '/somewhere' }, taken);
            expect(name).toMatch(/^[a-z0-9][a-z0-9-]{0,62}$/);
            expect([...taken, 'auto', 'none', 'all']).not.toContain(name);
            taken.add(name);
          }
        },
      ),
      { numRuns: 100 },
    );
  });
});
