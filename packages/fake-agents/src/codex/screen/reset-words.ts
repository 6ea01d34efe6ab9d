/** An instant as `/status` writes it: local time on a 24-hour clock, with the day where it is not today. */
export function resetWords(atMs: number, nowMs: number): string {
  const at = new Date(atMs);
  const time = clock(atMs);
  if (at.toDateString() === new Date(nowMs).toDateString()) return time;
  return `${time} on ${at.getDate()} ${at.toLocaleString('en-US', { month: 'short' })}`;
}

/** `01:09`. */
export function clock(atMs: number): string {
  const at = new Date(atMs);
  return [at.getHours(), at.getMinutes()].map((part) => String(part).padStart(2, '0')).join(':');
}
