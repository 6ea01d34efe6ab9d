const PER_USD = 1e9;

/** US dollars as they are kept: whole billionths, so that the order of a sum does not change it. */
export function toBillionths(usd: number | null): number | null {
  return usd === null ? null : Math.round(usd * PER_USD);
}

export function toUsd(billionths: number | null): number | null {
  return billionths === null ? null : billionths / PER_USD;
}
