import { readFile } from 'node:fs/promises';
import { isBuiltin } from 'node:module';
import { describe, expect, test } from 'vitest';
import * as root from '../src/index.ts';

/** All modules that an entry loads, and what they import from outside. */
async function graphOf(
  entry: URL,
  seen: Map<string, readonly string[]> = new Map(),
): Promise<Map<string, readonly string[]>> {
  if (seen.has(entry.href)) return seen;
  const source = await readFile(entry, 'utf8');
  const specifiers = [...source.matchAll(/(?:\bfrom|\bimport|\brequire)\s*\(?\s*['"]([^'"]+)['"]/g)].map(
    ([, name = '']) => name,
  );
  seen.set(
    entry.href,
    specifiers.filter((name) => !name.startsWith('.')),
  );
  for (const name of specifiers) {
    if (name.startsWith('.')) await graphOf(new URL(name, entry), seen);
  }
  return seen;
}

describe('the root entry', async () => {
  const graph = await graphOf(new URL('../src/index.ts', import.meta.url));

  test('imports nothing but its own files: no node:, no dependency', () => {
    expect(graph.size).toBeGreaterThan(20);
    expect([...graph.values()].flat()).toEqual([]);
    expect([...graph.keys()].filter((file) => file.includes('/src/host/'))).toEqual([]);
  });

  test('reaches for no global of Node either', async () => {
    const sources = await Promise.all([...graph.keys()].map((file) => readFile(new URL(file), 'utf8')));
    const code = sources.map((source) => source.replace(/\/\*[\s\S]*?\*\/|\/\/.*/g, ''));
    expect(
      code.filter((text) => /(?<![\w./'"])(?:process|Buffer|globalThis|global|require)\s*[.([]/.test(text)),
    ).toEqual([]);
  });

  test('is a table of contents: names only, no logic', async () => {
    const index = await readFile(new URL('../src/index.ts', import.meta.url), 'utf8');
    const rest = index.replace(/export (?:type )?\{[^}*]*\} from '\.\/[a-z-]+\.ts';/g, '').trim();
    expect(rest).toBe('');
  });

  test('exports the values that other packages build on', () => {
    expect(Object.keys(root).sort()).toEqual([
      'AGENTS',
      'AGENT_KINDS',
      'CcxError',
      'DEFAULT_QUOTA_STALE_MS',
      'MODEL_FRESH_MS',
      'NOTHING_SAID',
      'PROMPT_STEPS',
      'SHELLS',
      'accountId',
      'agentEnv',
      'allTries',
      'ccxPaths',
      'countedRecords',
      'createRedactor',
      'hasApiKey',
      'instantFromMs',
      'isAgentKind',
      'isKnownGood',
      'isSameLogin',
      'namedZone',
      'parseResetTime',
      'parseShell',
      'promptStep',
      'recogniseAgent',
      'totalTokens',
    ]);
  });
});

test.each(['host', 'sqlite'])("the entry %s imports only Node itself and the root entry's files", async (entry) => {
  const graph = await graphOf(new URL(`../src/${entry}/index.ts`, import.meta.url));
  expect([...graph.values()].flat().filter((name) => !isBuiltin(name))).toEqual([]);
});

test('the package depends on nothing', async () => {
  const manifest: unknown = JSON.parse(await readFile(new URL('../package.json', import.meta.url), 'utf8'));
  expect(manifest).toHaveProperty('exports');
  for (const field of ['dependencies', 'peerDependencies', 'optionalDependencies', 'bundledDependencies']) {
    expect(manifest).not.toHaveProperty(field);
  }
});
