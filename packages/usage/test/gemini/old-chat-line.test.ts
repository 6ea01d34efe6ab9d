import { describe, expect, it } from 'vitest';
import { answer, head, jsonl, openGeminiHome, prompt, SESSION } from './gemini-home.ts';

const OLD = 'session-2026-11-21T01-10-9aabec49.json';
/** As older versions wrote it: no line break at the end. */
const old = (messages: readonly object[], more: object = {}): string =>
  JSON.stringify({ ...head(more), messages }, null, 2);
const nested = { toolCalls: [{ id: 't', args: { a: [{ b: {} }] }, result: [{ c: '\n    },\n    {' }] }] };

describe('a chat in the older form', () => {
  it('gives the same calls and prompts', async () => {
    const home = await openGeminiHome();
    home.write(OLD, old([prompt('p'), answer('a', nested), answer('b')]));
    await home.scan();
    expect(home.store.counted()).toMatchObject([
      { id: 'a', sessionId: SESSION, usage: { input: 40, cacheRead: 60, output: 15 } },
      { id: 'b', sessionId: SESSION },
    ]);
    expect(home.store.turns()).toEqual(['p']);
  });

  it('is read anew each time it is rewritten', async () => {
    const home = await openGeminiHome();
    home.write(OLD, old([answer('a')]));
    await home.scan();
    home.write(OLD, old([answer('a'), answer('b', nested), answer('c')], { lastUpdated: '2026-11-21T01:20:00.000Z' }));
    await home.scan();
    expect(home.store.records().map(({ id }) => id)).toEqual(['a', 'b', 'c']);
  });

  it('counts once where a resume has copied it into the newer form', async () => {
    const home = await openGeminiHome();
    home.write(OLD, old([prompt('p'), answer('a')]));
    home.write(`${OLD}l`, jsonl([head(), prompt('p'), answer('a'), answer('b')]));
    await home.scan();
    expect(home.store.counted().map(({ id }) => id)).toEqual(['a', 'b']);
    expect(home.store.turns()).toEqual(['p']);
  });

  it('is of a subagent where it lies in the folder of a session', async () => {
    const home = await openGeminiHome();
    home.write(`${SESSION}/child.json`, old([prompt('q'), answer('a')], { sessionId: 'child', kind: undefined }));
    await home.scan();
    expect(home.store.counted()).toMatchObject([{ sessionId: SESSION, subagentType: 'subagent' }]);
    expect(home.store.turns()).toEqual([]);
  });

  it('goes on in a message where a scan was broken off between two pieces', async () => {
    const home = await openGeminiHome();
    const text = old([answer('a', nested), answer('b')]);
    // The file is complete from the start; its second half is seen as grown.
    for (const cut of [500, 800]) {
      home.write(OLD, text.slice(0, cut));
      await home.scan();
    }
    home.append(OLD, text.slice(800));
    await home.scan();
    expect(home.store.counted().map(({ id }) => id)).toEqual(['a', 'b']);
  });

  it('is counted as not understood in any other shape', async () => {
    const home = await openGeminiHome();
    home.write(OLD, `${JSON.stringify({ ...head(), messages: [answer('a')] })}\n`);
    await home.scan();
    expect(home.store.counted()).toEqual([]);
    expect(home.store.skipped()).toEqual({ 'unknown-shape': 1 });
  });

  it('is counted as malformed where a message is no JSON, and the others are read', async () => {
    const home = await openGeminiHome();
    home.write(OLD, old([answer('a'), answer('b')]).replace('"id": "a",', '"id": "a"'));
    await home.scan();
    expect(home.store.counted().map(({ id }) => id)).toEqual(['b']);
    expect(home.store.skipped()).toMatchObject({ malformed: 1 });
  });
});
