import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openCodexHome, sums } from './codex-home.ts';
import { call, count, event, meta, PARENT, PARENT_TURN, prompt, THREAD, turn, TURN } from './rollout-lines.ts';

async function read(lines: readonly unknown[]): Promise<Awaited<ReturnType<typeof openCodexHome>>> {
  const home = await openCodexHome();
  home.write(THREAD, lines);
  await home.scan();
  return home;
}

describe('a call with a record', () => {
  it('is not counted again by the counter that follows it', async () => {
    const { store } = await read([meta(0), turn(1), call(2, 'a'), count(2, 1), call(3, 'b'), count(3, 2)]);
    expect(sums(store)).toEqual([80, 120, 20]);
  });

  it('has an id of turn and response, so that a server may count its responses anew', async () => {
    const later = '01a1fba6-46db-7540-bd17-2a06027361fa';
    const { store } = await read([meta(0), turn(1), call(2, 'a'), turn(3, later), call(4, 'a', { turn_id: later })]);
    expect(store.counted().map(({ id }) => id)).toEqual([`${TURN}/a`, `${later}/a`]);
  });

  it('is of the model of its turn, and of the branch of its session', async () => {
    const { store } = await read([
      meta(0, { git: { branch: 'fix/it' } }),
      turn(1),
      call(2, 'a'),
      turn(3, TURN, 'gpt-5.5-mini'),
      call(4, 'b'),
    ]);
    expect(store.counted().map(({ model, gitBranch }) => [model, gitBranch])).toEqual([
      ['gpt-5.5-codex', 'fix/it'],
      ['gpt-5.5-mini', 'fix/it'],
    ]);
  });

  it('is counted without anything before it, of an unknown model', async () => {
    const { store } = await read([call(2, 'a')]);
    expect(store.counted()).toMatchObject([{ sessionId: THREAD, model: 'unknown', cwd: null }]);
  });

  it('has what was written to the cache apart from its input, because OpenAI bills more for it', async () => {
    const usage = { input_tokens: 100, cached_input_tokens: 60, cache_write_input_tokens: 30, output_tokens: 10 };
    const { store } = await read([meta(0), turn(1), call(2, 'a', { usage })]);
    expect(store.counted()[0]?.usage).toMatchObject({ input: 10, cacheRead: 60, cacheWrite5m: 30, cacheWrite1h: 0 });
  });

  it.each([
    ['more cached than sent', { input_tokens: 10, cached_input_tokens: 60, output_tokens: 1 }],
    [
      'more cached and written than sent',
      { input_tokens: 100, cached_input_tokens: 60, cache_write_input_tokens: 41, output_tokens: 1 },
    ],
    ['a text for a count', { input_tokens: '100', output_tokens: 1 }],
    ['less than nothing', { input_tokens: 100, output_tokens: -1 }],
    ['no output', { input_tokens: 100 }],
    ['nothing', null],
  ])('is not guessed where its tokens are %s', async (_what, usage) => {
    const { store } = await read([meta(0), turn(1), call(2, 'a', { usage }), call(3, 'b')]);
    expect(sums(store)).toEqual([40, 60, 10]);
    expect(store.skipped()).toEqual({ 'unknown-shape': 1 });
  });

  it('of another thread is left to that thread', async () => {
    const { store } = await read([meta(0), turn(1), call(2, 'a', { thread_id: PARENT }), call(3, 'b')]);
    expect(store.counted()).toHaveLength(1);
    expect(store.skipped()).toEqual({ copied: 1 });
  });
});

describe('a rollout of a version that wrote counters only', () => {
  it('has a call for each new total', async () => {
    const { store } = await read([
      meta(0),
      turn(1),
      count(2, 1),
      count(3, 1),
      count(4, 2),
      event(5, { type: 'token_count', info: null }),
    ]);
    expect(sums(store)).toEqual([80, 120, 20]);
    expect(store.counted()[0]?.id).toBe(`${THREAD}/2026-11-21T01:00:02.000Z`);
    expect(store.skipped()).toEqual({});
  });

  it('goes on with records after an update', async () => {
    const { store } = await read([meta(0), turn(1), count(2, 1), count(3, 2), call(4, 'a'), count(4, 3)]);
    expect(store.counted()).toHaveLength(3);
  });

  it('has no call for a context that ran over', async () => {
    const full = { input_tokens: 0, output_tokens: 0, total_tokens: 258400 };
    const { store } = await read([
      meta(0),
      turn(1),
      count(2, 1),
      count(3, 0, { total_token_usage: full, last_token_usage: full }),
    ]);
    expect(store.counted()).toHaveLength(1);
    expect(store.skipped()).toEqual({});
  });

  it('has prompts as messages', async () => {
    const { store } = await read([meta(0), turn(1), prompt(1), count(2, 1), prompt(3), count(4, 2)]);
    expect(store.turns()).toHaveLength(2);
  });

  it.each([
    ['a fork', { forked_from_id: PARENT }],
    [
      'a subagent',
      { source: { subagent: { thread_spawn: { parent_thread_id: PARENT, depth: 1, agent_role: 'explorer' } } } },
    ],
    ['a fork that does not say so', {}],
  ])('does not count what %s repeats of its parent, with whatever time', async (_what, more) => {
    const { store } = await read([
      meta(0, more),
      meta(0, { id: PARENT, session_id: PARENT }),
      turn(0, PARENT_TURN),
      prompt(0),
      count(0, 1),
      count(0, 2),
      turn(1),
      count(2, 3),
    ]);
    expect(store.counted()).toHaveLength(1);
    expect(store.skipped()).toEqual({ copied: 2 });
    expect(store.turns()).toEqual([]);
  });

  it('counts all of a subagent that repeats nothing', async () => {
    const source = { subagent: { thread_spawn: { parent_thread_id: PARENT, depth: 1, agent_role: 'explorer' } } };
    const { store } = await read([
      meta(0, { source, session_id: PARENT }),
      meta(0, { id: PARENT, session_id: PARENT }),
      turn(1),
      count(2, 1),
      count(3, 2),
    ]);
    expect(store.counted()).toHaveLength(2);
    expect(store.counted()[0]).toMatchObject({ sessionId: PARENT, subagentType: 'explorer', sidechain: true });
  });
});

it('counts a prompt once that is told as an item and as a message', async () => {
  const item = { type: 'item_completed', item: { type: 'UserMessage', id: 'one' } };
  const { store } = await read([meta(0), turn(1), event(1, item), prompt(1), call(2, 'a')]);
  expect(store.turns()).toEqual(['one']);
});

describe('what is no rollout', () => {
  it('is counted line by line, and what lies between is read', async () => {
    const home = await openCodexHome();
    home.write(THREAD, [meta(0), turn(1)]);
    home.append(THREAD, 'no JSON\n{"type":"token_usage_record","payl\n[1]\n\n{}\n{"type":"token_usage_record"}\n');
    home.append(THREAD, `${JSON.stringify(call(2, 'a'))}\n`);
    await home.scan();
    expect(home.store.counted()).toHaveLength(1);
    expect(home.store.skipped()).toEqual({ malformed: 3, 'unknown-shape': 1 });
  });

  it('is not taken for a call where a tool printed one', async () => {
    const printed = JSON.stringify(call(1, 'x'));
    const output = {
      timestamp: '2026-11-21T01:00:02.000Z',
      type: 'response_item',
      payload: { type: 'function_call_output', output: printed },
    };
    const { store } = await read([meta(0), turn(1), output, call(3, 'a')]);
    expect(store.counted()).toHaveLength(1);
  });

  it('throws nothing, whatever the lines hold', async () => {
    const words = fc.constantFrom(
      'token_usage_record',
      'event_msg',
      'token_count',
      'session_meta',
      'turn_context',
      'x',
    );
    const value = fc.oneof(fc.jsonValue(), fc.record({ type: words, info: fc.jsonValue(), item: fc.jsonValue() }));
    const lines = fc.array(
      fc.oneof(fc.jsonValue(), fc.record({ timestamp: fc.jsonValue(), type: words, payload: value })),
    );
    await fc.assert(
      fc.asyncProperty(lines, async (some) => {
        const { store } = await read([...some, meta(0), turn(1), call(2, 'a')]);
        expect(store.files()).toHaveLength(1);
      }),
      { numRuns: 50 },
    );
  });
});

it('reads a rollout that grows as if it had been there at once, wherever it was cut', async () => {
  const source = { subagent: { thread_spawn: { parent_thread_id: PARENT, depth: 1 } } };
  const lines = [
    meta(0, { source, git: { branch: 'main' } }),
    meta(0, { id: PARENT }),
    turn(0, PARENT_TURN, 'gpt-5.5-old'),
    count(0, 1),
    turn(1),
    count(2, 2),
    count(3, 2),
    call(4, 'a'),
    count(4, 3),
    turn(5, TURN, 'gpt-5.5-mini'),
    call(6, 'b'),
  ];
  const text = lines.map((line) => `${JSON.stringify(line)}\n`).join('');
  const whole = await read(lines);
  await fc.assert(
    fc.asyncProperty(fc.array(fc.nat(text.length), { maxLength: 6 }), async (cuts) => {
      const home = await openCodexHome();
      let from = 0;
      for (const cut of [...cuts.toSorted((a, b) => a - b), text.length]) {
        home.append(THREAD, text.slice(from, cut));
        from = cut;
        await home.scan();
      }
      const told = (store: typeof home.store): unknown => store.counted().map((one) => ({ ...one, account: null }));
      expect(told(home.store)).toEqual(told(whole.store));
      expect(home.store.skipped()).toEqual(whole.store.skipped());
    }),
    { numRuns: 40 },
  );
});
