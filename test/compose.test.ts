import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { filesUnder, root } from './support/workspace.ts';

const folder = join(root, 'packages/cli/src/compose');
const files = filesUnder(folder, '.ts').map((file) => ({ file, source: readFileSync(join(folder, file), 'utf8') }));
const longest = 59;

describe('composition stays small and knows no agent by name', () => {
  test.for(files)('$file', ({ source }) => {
    expect(source.trimEnd().split('\n').length).toBeLessThanOrEqual(longest);
    expect(branchesOnAgents(source)).toEqual([]);
  });

  test('there are files to look at', () => {
    expect(files.length).toBeGreaterThan(0);
  });

  test.for([
    "if (agent === 'claude') return probe;",
    "return target.account.agent !== 'codex' ? a : b;",
    "switch (agent) { case 'gemini': return 1; }",
    'const source = byAgent["claude"] ?? null;',
    "if (['claude', 'codex'].includes(agent)) return probe;",
  ])('a branch is seen: %s', (line) => {
    expect(branchesOnAgents(line)).toEqual([line]);
  });

  test.for([
    "import { claude } from '@ccx/stream-json';",
    '// claude and codex differ here',
    'const dialects = [claude, codex];',
  ])('no branch is suspected: %s', (line) => {
    expect(branchesOnAgents(line)).toEqual([]);
  });
});

// Composition has no use at all for an agent's name as text; what depends on an agent is looked up by its kind.
function branchesOnAgents(source: string): readonly string[] {
  return source.split('\n').filter((line) => /(['"`])(claude|codex|gemini)\1/.test(line));
}
