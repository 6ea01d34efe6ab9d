const BARS = '▁▂▃▄▅▆▇█';

/** Numbers as bars of eight heights, the highest being the largest of them; `null` where there is nothing to see. */
export function sparkline(values: readonly number[]): string | null {
  const most = Math.max(...values);
  if (values.length < 2 || most <= 0) return null;
  return values.map((value) => BARS[Math.min(7, Math.floor((value / most) * 8))] ?? '').join('');
}
