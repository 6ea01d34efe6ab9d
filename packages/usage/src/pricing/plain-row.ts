import type { PriceRow } from './price-row.ts';

type Stated = Pick<PriceRow, 'model' | 'source' | 'checkedAt' | 'rates'>;

/**
 * The price of a model whose agent's records tell nothing but tokens: no speed, place, batch or search. A call that does
 * name one of them is unpriced.
 */
export function plainRow(stated: Stated & Partial<PriceRow>): PriceRow {
  return {
    aliases: [],
    effectiveFrom: null,
    longPrompt: null,
    fastMultiplier: null,
    usMultiplier: null,
    batchMultiplier: null,
    webSearchUsd: null,
    ...stated,
  };
}
