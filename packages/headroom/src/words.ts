/** A percentage for a sentence: floored to tenths, so that 99.97 never reads as 100. */
export function percentText(percent: number): string {
  return `${Math.floor(percent * 10) / 10}%`;
}
