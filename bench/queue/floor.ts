import { loops, PAYLOAD, type Contender } from './contender.ts';

/** What the loop itself costs: an array. */
export function openFloor(): Contender {
  const waiting: { readonly payload: string }[] = [];
  const add = (): void => void waiting.push({ payload: JSON.stringify(PAYLOAD) });
  return {
    name: 'an array',
    add: async (count) => {
      for (let item = 0; item < count; item += 1) add();
    },
    work: async (items, concurrency) =>
      await loops(items, concurrency, async () => {
        const item = waiting.shift();
        if (item === undefined) throw new Error('nothing to do');
        await Promise.resolve(JSON.parse(item.payload));
        add();
      }),
    close: async () => {},
  };
}
