/** Eighths of a cell, from empty to whole. */
const EIGHTHS = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉', '█'];

/**
 * A bar of `cells` columns, so much of it filled; what is above 100 fills it. A little is never nothing.
 *
 * @example
 * bar(42, 10);        // '████▏·····'
 * bar(42, 10, true);  // '####......'
 */
export function bar(percent: number, cells: number, ascii = false): string {
  const filled = (Math.min(100, Math.max(0, percent)) / 100) * cells;
  if (ascii) {
    const whole = percent > 0 ? Math.max(1, Math.round(filled)) : 0;
    return '#'.repeat(whole).padEnd(cells, '.');
  }
  const eighths = percent > 0 ? Math.max(1, Math.round(filled * 8)) : 0;
  const text = '█'.repeat(Math.floor(eighths / 8)) + (EIGHTHS[eighths % 8] ?? '');
  return text.padEnd(cells, '·');
}
