import type { WorkOutcome } from '@ccx/contracts';
import fc from 'fast-check';

/** Something that is done to a queue. `which` picks one of what is there, the newest at 0. */
export type Operation =
  | {
      readonly op: 'enqueue';
      readonly key: string;
      readonly limitKey: string;
      readonly lane: string;
      readonly type: string;
      readonly priority: number;
      readonly delayMs: number | null;
      readonly after: readonly number[];
    }
  | { readonly op: 'claim'; readonly lanes: readonly string[]; readonly leaseMs: number; readonly agentless: boolean }
  | { readonly op: 'settle'; readonly which: number; readonly end: WorkOutcome['is']; readonly ms: number | null }
  | { readonly op: 'extend'; readonly which: number; readonly ran: boolean }
  | { readonly op: 'waive' | 'cancel' | 'redrive' | 'free item'; readonly which: number }
  | { readonly op: 'hold item'; readonly which: number; readonly ms: number | null }
  | { readonly op: 'hold'; readonly lane: string; readonly type: string; readonly ms: number | null }
  | { readonly op: 'free'; readonly lane: string; readonly type: string }
  | { readonly op: 'prioritise'; readonly which: number; readonly priority: number }
  | { readonly op: 'advance'; readonly ms: number };

const which = fc.oneof({ weight: 3, arbitrary: fc.nat({ max: 3 }) }, { weight: 1, arbitrary: fc.nat({ max: 40 }) });
const lane = fc.constantFrom('auto', 'codex');
const type = fc.constantFrom('prompt', 'command');
const priority = fc.integer({ min: 0, max: 2 });
const someMs = fc.constantFrom(0, 1, 20_000, 60_000, 300_000);
const untilMs = fc.option(someMs);

const enqueue = fc.record({
  op: fc.constant('enqueue' as const),
  key: fc.constantFrom('', '', 'a', 'b'),
  limitKey: fc.constantFrom('', 'r', 's'),
  lane,
  type,
  priority,
  delayMs: fc.option(someMs, { freq: 1 }),
  after: fc.oneof(
    { weight: 4, arbitrary: fc.constant([]) },
    { weight: 1, arbitrary: fc.array(which, { maxLength: 2 }) },
  ),
});
const claim = fc.record({
  op: fc.constant('claim' as const),
  lanes: fc.constantFrom<readonly string[]>(['auto', 'codex'], ['auto', 'codex'], ['auto'], ['codex'], []),
  leaseMs: fc.constantFrom(30_000, 60_000),
  agentless: fc.boolean(),
});
const settle = fc.record({
  op: fc.constant('settle' as const),
  which,
  end: fc.constantFrom<WorkOutcome['is']>('done', 'retry', 'wait', 'needs-human', 'dead', 'cancelled'),
  ms: untilMs,
});

const operation: fc.Arbitrary<Operation> = fc.oneof(
  { weight: 6, arbitrary: enqueue },
  { weight: 8, arbitrary: claim },
  { weight: 5, arbitrary: settle },
  { weight: 2, arbitrary: fc.record({ op: fc.constant('extend' as const), which, ran: fc.boolean() }) },
  {
    weight: 4,
    arbitrary: fc.record({
      op: fc.constantFrom('waive' as const, 'cancel' as const, 'redrive' as const, 'free item' as const),
      which,
    }),
  },
  { weight: 1, arbitrary: fc.record({ op: fc.constant('hold item' as const), which, ms: untilMs }) },
  {
    weight: 1,
    arbitrary: fc.record({
      op: fc.constant('hold' as const),
      lane: fc.constantFrom('', 'auto', 'codex'),
      type: fc.constantFrom('', 'prompt'),
      ms: untilMs,
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      op: fc.constant('free' as const),
      lane: fc.constantFrom('', 'auto', 'codex'),
      type: fc.constantFrom('', 'prompt'),
    }),
  },
  { weight: 1, arbitrary: fc.record({ op: fc.constant('prioritise' as const), which, priority }) },
  {
    weight: 5,
    arbitrary: fc.record({
      op: fc.constant('advance' as const),
      ms: fc.constantFrom(1, 20_000, 30_000, 60_000, 300_000, 1_800_000, 3_600_000),
    }),
  },
);

/** Any history of a queue. */
export const operations: fc.Arbitrary<readonly Operation[]> = fc.array(operation, { maxLength: 80, size: 'max' });
