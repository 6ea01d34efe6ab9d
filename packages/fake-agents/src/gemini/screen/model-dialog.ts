import { box } from './box.ts';
import type { Family } from './families.ts';

/** What a row holds besides its bar: frame, name, percentage and reset. */
const BESIDE_BAR = 49;
const CHOICE = [
  'Select Model',
  '',
  '● 1. Auto',
  '     Let Gemini CLI decide the best model for the task: gemini-3-pro-preview, gemini-3-flash-preview',
  '  2. Manual',
  '     Manually select a model',
  '',
  'Remember model for future sessions: false (Press Tab to toggle)',
  '> To use a specific Gemini model on startup, use the --model flag.',
  '',
];
const CLOSE = ['(Press Esc to close)', ''];

/** `/model`: the choice, and how much of each family is used. Only a Google login has the second part. */
export function modelDialog(of: readonly Family[], nowMs: number, columns: number): readonly string[] {
  if (of.length === 0) return box([...CHOICE, ...CLOSE], { columns });
  const above = box([...CHOICE, '─'.repeat(columns - 4), 'Model usage', ''], { columns }).slice(0, -1);
  const [, ...below] = box(CLOSE, { columns });
  return [...above, ...of.map((family) => usageRow(family, nowMs, columns)), ...below];
}

/** Observed: used and unused have the same letter in two colours, and the row has no right border. */
function usageRow({ name, percent, resetsAtMs }: Family, nowMs: number, columns: number): string {
  const length = Math.max(10, columns - BESIDE_BAR);
  const used = Math.min(length, Math.max(0, Math.round((percent / 100) * length)));
  const bar = `\u001B[38;5;194m${'▬'.repeat(used)}\u001B[38;5;244m${'▬'.repeat(length - used)}\u001B[39m`;
  const resets = resetsAtMs === null ? '' : `Resets: ${resetWords(resetsAtMs, nowMs)}`;
  return `│ ${name.padEnd(12)}${bar}  ${`${Math.round(percent)}%`.padEnd(4)} ${resets.padEnd(28)}`;
}

/** `7:14 AM (6h)`: local time on a clock of twelve hours, and how long it is until then. */
export function resetWords(atMs: number, nowMs: number): string {
  const at = new Date(atMs);
  const hour = at.getHours() % 12 === 0 ? 12 : at.getHours() % 12;
  const time = `${hour}:${String(at.getMinutes()).padStart(2, '0')} ${at.getHours() < 12 ? 'AM' : 'PM'}`;
  const minutes = Math.max(0, Math.ceil((atMs - nowMs) / 60_000));
  const parts = [
    [Math.floor(minutes / 60), 'h'],
    [minutes % 60, 'm'],
  ] as const;
  const left = parts.filter(([count]) => count > 0).map(([count, unit]) => `${count}${unit}`);
  return `${time} (${left.length === 0 ? '0m' : left.join(' ')})`;
}
