import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Account, accountId, type AgentKind, totalTokens } from '@ccx/contracts';
import { openStore } from '@ccx/store';
import { createTempHome } from '@ccx/testkit';
import { createPricingTable, accountSource, updateUsage, usageBlocks, usageReport } from '@ccx/usage';
import fc from 'fast-check';
import { describe, expect, onTestFinished, test } from 'vitest';

type Json = string | number | boolean | null | readonly Json[] | { readonly [name: string]: Json };

interface Format {
  readonly agent: AgentKind;
  readonly file: string;
  /** Before any call. */
  readonly head: readonly Json[];
  readonly call: (id: string) => Json;
  /** Its id and tokens, as the store tells them. */
  readonly told: (id: string) => readonly [string, number];
}

const FORMATS: readonly Format[] = [
  {
    agent: 'claude',
    file: 'projects/p/s.jsonl',
    told: (id) => [id, 25],
    head: [
      {
        type: 'user',
        message: { role: 'user', content: 'Go.' },
        uuid: 'u',
        timestamp: '2026-11-21T08:00:00.000Z',
        sessionId: 's',
      },
      {
        type: 'cost-state',
        sessionId: 's',
        totalCostUSD: 0.5,
        modelUsage: {
          'claude-opus-5-5': {
            inputTokens: 1,
            outputTokens: 1,
            cacheReadInputTokens: 0,
            cacheCreationInputTokens: 0,
            webSearchRequests: 0,
            costUSD: 0.5,
          },
        },
      },
    ],
    call: (id) => ({
      isSidechain: false,
      message: {
        id,
        role: 'assistant',
        model: 'claude-opus-5-5',
        content: [{ type: 'text', text: 'hi' }],
        usage: {
          input_tokens: 10,
          cache_creation_input_tokens: 5,
          cache_read_input_tokens: 3,
          output_tokens: 7,
          server_tool_use: { web_search_requests: 1 },
          cache_creation: { ephemeral_1h_input_tokens: 2, ephemeral_5m_input_tokens: 3 },
          iterations: [{ input_tokens: 10, output_tokens: 7, model: 'claude-opus-5-5' }],
          speed: 'standard',
        },
      },
      requestId: `req-${id}`,
      costUSD: 0.25,
      type: 'assistant',
      uuid: `uuid-${id}`,
      timestamp: '2026-11-21T08:00:01.000Z',
      cwd: '/home/dev/project',
      sessionId: 's',
      gitBranch: 'main',
    }),
  },
  {
    agent: 'codex',
    file: 'sessions/2026/11/21/rollout-x.jsonl',
    told: (id) => [`turn/${id}`, 20],
    head: [
      {
        timestamp: '2026-11-21T08:00:00.000Z',
        type: 'session_meta',
        payload: { id: 't', cwd: '/home/dev', git: { branch: 'main' }, source: 'cli' },
      },
      {
        timestamp: '2026-11-21T08:00:00.000Z',
        type: 'turn_context',
        payload: { turn_id: 'turn', model: 'gpt-5.2-codex' },
      },
    ],
    call: (id) => ({
      timestamp: '2026-11-21T08:00:01.000Z',
      type: 'token_usage_record',
      payload: {
        thread_id: 't',
        turn_id: 'turn',
        response_id: id,
        usage: { input_tokens: 13, cached_input_tokens: 3, output_tokens: 7, reasoning_output_tokens: 1 },
      },
    }),
  },
  {
    agent: 'gemini',
    file: 'tmp/p/chats/session-x.jsonl',
    told: (id) => [id, 20],
    head: [{ sessionId: 's', kind: 'main', startTime: '2026-11-21T08:00:00.000Z' }],
    call: (id) => ({
      id,
      timestamp: '2026-11-21T08:00:01.000Z',
      type: 'gemini',
      content: 'hi',
      model: 'gemini-2.5-flash',
      tokens: { input: 13, output: 6, cached: 3, thoughts: 1, tool: 0, total: 20 },
    }),
  },
];

/** What no vendor writes today. */
const ODD: readonly Json[] = [
  null,
  true,
  -1,
  0,
  0.5,
  1e308,
  -1e308,
  2 ** 53,
  2 ** 53 - 1,
  '',
  ' ',
  '\u0000',
  '\ud83d',
  'x'.repeat(5000),
  '__proto__',
  [],
  {},
  [null],
  { type: 'x' },
  '1970-01-01T00:00:00.000Z',
  '1969-12-31T23:59:59.999Z',
  '+012345-01-01T00:00:00.000Z',
  '-000001-01-01T00:00:00.000Z',
  '9999-12-31T23:59:59.999Z',
  '0000-01-01',
  'yesterday',
  1_763_712_000,
];

/** The line with another value at one of its places. */
function changed(line: Json, path: number, value: Json): Json {
  let left = path % places(line);
  const visit = (at: Json): Json => {
    if (left-- === 0) return value;
    if (at === null || typeof at !== 'object') return at;
    if (Array.isArray(at)) return at.map((one: Json) => visit(one));
    return Object.fromEntries(Object.entries(at).map(([name, one]) => [name, visit(one)]));
  };
  return visit(line);
}

function places(of: Json): number {
  if (of === null || typeof of !== 'object') return 1;
  return Object.values(of).reduce<number>((sum, one) => sum + places(one), 1);
}

describe.each(FORMATS)('a transcript of $agent in which odd values stand', ({ agent, file, head, call, told }) => {
  test('ends no scan and no report, and takes nothing from the calls beside it', async () => {
    const temp = await createTempHome();
    onTestFinished(() => temp.remove());
    let rounds = 0;
    const line = fc.tuple(fc.nat({ max: head.length }), fc.nat({ max: 60 }), fc.constantFrom(...ODD));
    await fc.assert(
      fc.asyncProperty(fc.array(line, { minLength: 1, maxLength: 4 }), async (lines) => {
        const configDir = join(temp.home, String(rounds++));
        const account: Account = { agent, configDir, id: accountId(agent, configDir) };
        const odd = lines.map(([which, path, value], index) =>
          changed(head[which] ?? call(`odd-${index}`), path, value),
        );
        const text = (of: readonly Json[]): string => of.map((one) => `${JSON.stringify(one)}\n`).join('');
        mkdirSync(join(configDir, file, '..'), { recursive: true });
        writeFileSync(join(configDir, file), text([...head, call('one'), ...odd]));
        const apart = file.replace('.jsonl', '-2.jsonl');
        writeFileSync(join(configDir, apart), text([...head, call('two')]));

        const store = openStore(join(configDir, 'ccx.db'));
        try {
          await updateUsage({ sources: [accountSource(account)], store });
          const range = { from: null, to: null };
          const found = [...store.usageCalls({ range, groupBy: [] })].map(({ id, usage }) => [id, totalTokens(usage)]);
          expect(found).toEqual(expect.arrayContaining([told('one'), told('two')]));
          const pricing = createPricingTable({});
          for (const kind of ['daily', 'session', 'model', 'project', 'branch'] as const) {
            const { totals } = usageReport(store, { kind, timeZone: 'Asia/Kathmandu' }, { pricing });
            expect(totals.calls).toBe(found.length);
            expect(totals.tokens.total).toBe(found.reduce((sum, [, tokens]) => sum + Number(tokens), 0));
          }
          const blocks = usageBlocks(store, { pricing, now: '2026-11-21T09:00:00.000Z' });
          expect(blocks.some(({ type }) => type === 'block')).toBe(true);
          store.sessionCosts(range);
          store.countTurns(account, range);
        } finally {
          store.close();
        }
      }),
      { numRuns: 40 },
    );
  });
});
