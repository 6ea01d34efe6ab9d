/**
 * A duration as people say it: the two largest units, whole seconds below an hour only.
 *
 * @example
 * duration(6_100);       // '6.1s'
 * duration(72_000);      // '1m 12s'
 * duration(7_800_000);   // '2h 10m'
 */
export function duration(ms: number): string {
  const seconds = Math.max(0, ms) / 1000;
  if (seconds < 9.95) return `${seconds.toFixed(1)}s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole}s`;
  const minutes = Math.floor(whole / 60);
  if (minutes < 60) return pair(minutes, 'm', whole % 60, 's');
  const roundMinutes = Math.round(whole / 60);
  const hours = Math.floor(roundMinutes / 60);
  if (hours < 24) return pair(hours, 'h', roundMinutes % 60, 'm');
  const roundHours = Math.round(whole / 3600);
  return pair(Math.floor(roundHours / 24), 'd', roundHours % 24, 'h');
}

function pair(large: number, largeUnit: string, small: number, smallUnit: string): string {
  return small === 0 ? `${large}${largeUnit}` : `${large}${largeUnit} ${small}${smallUnit}`;
}
