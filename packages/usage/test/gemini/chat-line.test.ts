import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { answer, type GeminiHome, head, jsonl, openGeminiHome, prompt, SESSION } from './gemini-home.ts';

const CHAT = 'session-2026-11-21T01-10-9aabec49.jsonl';

async function read(lines: readonly unknown[], name = CHAT): Promise<GeminiHome> {
  const home = await openGeminiHome();
  home.write(name, jsonl(lines));
  await home.scan();
  return home;
}

describe('a message of the model', () => {
  it('counts once, however often it is written again', async () => {
    const { store } = await read([head(), answer('a'), answer('a', { toolCalls: [] }), answer('b')]);
    expect(store.counted().map(({ id }) => id)).toEqual(['a', 'b']);
  });

  it('counts from when its tokens are known', async () => {
    const { store } = await read([head(), answer('a', { tokens: null }), answer('a')]);
    expect(store.counted()).toHaveLength(1);
  });

  it('keeps its tokens where a resume copies it without them', async () => {
    const copy = answer('a', { tokens: undefined });
    const { store } = await read([head(), answer('a'), head(), { $set: { messages: [copy] } }, copy, answer('b')]);
    expect(store.counted().map(({ usage }) => usage.output)).toEqual([15, 15]);
  });

  it('was paid for, also where the person takes it back', async () => {
    const { store } = await read([head(), answer('a'), { $rewindTo: 'a' }, answer('b')]);
    expect(store.counted()).toHaveLength(2);
  });

  it('has thoughts in its output, and what tools added in its input', async () => {
    const tokens = { input: 100, output: 10, cached: 60, thoughts: 5, tool: 7, total: 122 };
    const { store } = await read([head(), answer('a', { tokens })]);
    expect(store.counted()[0]?.usage).toEqual({
      input: 47,
      output: 15,
      cacheRead: 60,
      cacheWrite5m: 0,
      cacheWrite1h: 0,
      reasoning: 5,
    });
  });

  it.each([
    ['more cached than sent', { tokens: { input: 10, cached: 60, output: 1 } }],
    ['a text for a count', { tokens: { input: '100', output: 1 } }],
    ['a list for tokens', { tokens: [100, 1] }],
    ['no output', { tokens: { input: 100 } }],
    ['no id', { id: '' }],
    ['no time', { timestamp: 'yesterday' }],
  ])('is not guessed where it has %s', async (_what, more) => {
    const { store } = await read([head(), answer('a', more), answer('b')]);
    expect(store.counted().map(({ id }) => id)).toEqual(['b']);
    expect(store.skipped()).toEqual({ 'unknown-shape': 1 });
  });

  it('is of the session that the head named last', async () => {
    const { store } = await read([head(), answer('a'), { $set: { sessionId: 'other' } }, answer('b')]);
    expect(store.counted().map(({ sessionId }) => sessionId)).toEqual([SESSION, 'other']);
  });

  it('without a head is of no session, and not counted', async () => {
    const { store } = await read([answer('a')]);
    expect(store.skipped()).toEqual({ 'unknown-shape': 1 });
  });
});

describe('a prompt', () => {
  it('is what a person wrote, and neither a tool’s answer nor the context', async () => {
    const { store } = await read([
      head(),
      prompt('context', [{ text: '<session_context>\nThis is the Gemini CLI.' }]),
      prompt('one'),
      prompt('tool', [{ functionResponse: { id: 'read_file', response: {} } }]),
      prompt('two', 'hi'),
    ]);
    expect(store.turns()).toEqual(['one', 'two']);
  });
});

describe('a subagent', () => {
  it('counts for the session after which its folder is named, and its task is no prompt', async () => {
    const home = await openGeminiHome();
    home.write(CHAT, jsonl([head(), prompt('p'), answer('a')]));
    home.write(
      `${SESSION}/child.jsonl`,
      jsonl([head({ sessionId: 'child', kind: 'subagent' }), prompt('q'), answer('b')]),
    );
    await home.scan();
    expect(home.store.counted()).toMatchObject([
      { id: 'b', sessionId: SESSION, subagentType: 'subagent', sidechain: true },
      { id: 'a', sessionId: SESSION, subagentType: null },
    ]);
    expect(home.store.turns()).toEqual(['p']);
  });

  it('is one by its head alone where it lies among the others', async () => {
    const { store } = await read([head({ kind: 'subagent' }), prompt('q'), answer('a')]);
    expect(store.counted()).toMatchObject([{ sessionId: SESSION, subagentType: 'subagent' }]);
    expect(store.turns()).toEqual([]);
  });
});

describe('the folder of a chat', () => {
  it('is what the CLI noted beside it', async () => {
    const home = await openGeminiHome();
    home.write(CHAT, jsonl([head(), answer('a')]));
    writeFileSync(join(home.project, '.project_root'), '/work/app\n');
    await home.scan();
    expect(home.store.counted()[0]?.cwd).toBe('/work/app');
  });

  it('is unknown where nothing is noted, or something else lies there', async () => {
    const home = await read([head(), answer('a')]);
    expect(home.store.counted()[0]?.cwd).toBeNull();
    execFileSync('mkfifo', [join(home.project, '.project_root')]);
    home.append(CHAT, jsonl([answer('b')]));
    await home.scan();
    expect(home.store.counted()[1]?.cwd).toBeNull();
  });
});

describe('what is no chat', () => {
  it('is counted line by line, and what lies between is read', async () => {
    const home = await openGeminiHome();
    home.write(CHAT, `${jsonl([head()])}no JSON\n{"id":"a","tok\n[]\n{}\n${jsonl([answer('a')])}`);
    await home.scan();
    expect(home.store.counted()).toHaveLength(1);
    expect(home.store.skipped()).toEqual({ malformed: 3 });
  });

  it('is not opened: logs, and whatever else lies in the project’s folder', async () => {
    const home = await openGeminiHome();
    home.write('../logs.json', '[{"type":"user"}]\n');
    home.write('../logs/session.jsonl', 'x\n');
    home.write('deep/er/x.jsonl', 'x\n');
    await home.scan();
    expect(home.store.files()).toEqual([]);
  });

  it('throws nothing, whatever the lines hold', async () => {
    const word = fc.constantFrom('gemini', 'user', 'x');
    const message = fc.record({ id: fc.jsonValue(), type: word, tokens: fc.jsonValue(), content: fc.jsonValue() });
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.oneof(fc.jsonValue(), message, fc.record({ $set: fc.jsonValue() }))),
        async (some) => {
          const { store } = await read([...some, head(), answer('last')]);
          expect(store.counted().at(-1)?.id).toBe('last');
        },
      ),
      { numRuns: 50 },
    );
  });
});

it('reads a chat that grows as if it had been there at once, wherever it was cut', async () => {
  const text = jsonl([
    head({ kind: 'subagent' }),
    answer('a'),
    answer('a'),
    head(),
    { $set: { sessionId: 's2' } },
    answer('b'),
  ]);
  const whole = await openGeminiHome();
  whole.write(`${SESSION}/child.jsonl`, text);
  await whole.scan();
  const told = ({ store }: GeminiHome): unknown => store.counted().map((one) => ({ ...one, account: null }));
  await fc.assert(
    fc.asyncProperty(fc.array(fc.nat(text.length), { maxLength: 6 }), async (cuts) => {
      const home = await openGeminiHome();
      let from = 0;
      for (const cut of [...cuts.toSorted((a, b) => a - b), text.length]) {
        home.append(`${SESSION}/child.jsonl`, text.slice(from, cut));
        from = cut;
        await home.scan();
      }
      expect(told(home)).toEqual(told(whole));
      expect(home.store.skipped()).toEqual({});
    }),
    { numRuns: 40 },
  );
});
