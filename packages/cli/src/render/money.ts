/** US dollars with two digits; a cost too small for them is `<$0.01`, never a zero. Unknown is `-`. */
export function money(usd: number | null): string {
  if (usd === null) return '-';
  return usd > 0 && usd < 0.01 ? '<$0.01' : `$${usd.toFixed(2)}`;
}
