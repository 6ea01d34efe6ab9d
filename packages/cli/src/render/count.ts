/** A count of tokens: `842`, `3.1k`, `84k`, `1.2M`, `1.2B`. Unknown is `-`. */
export function count(value: number | null): string {
  if (value === null) return '-';
  if (value < 1000) return String(Math.round(value));
  if (value < 9950) return `${(value / 1000).toFixed(1)}k`;
  if (value < 999_500) return `${Math.round(value / 1000)}k`;
  if (value < 999_950_000) return `${(value / 1_000_000).toFixed(1)}M`;
  return `${(value / 1_000_000_000).toFixed(1)}B`;
}
