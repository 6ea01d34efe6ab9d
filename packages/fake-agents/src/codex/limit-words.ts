const SUFFIXES: Readonly<Record<string, string>> = { one: 'st', two: 'nd', few: 'rd', other: 'th' };
const ORDINALS = new Intl.PluralRules('en-US', { type: 'ordinal' });

/** The words of a used-up plan: local time without a zone, the date only when it is not today's; U+2019 as apostrophe. */
export function limitWords(resetsAtMs: number, nowMs: number): string {
  const offers =
    'Upgrade to Pro (https://chatgpt.com/explore/pro), visit https://chatgpt.com/settings/usage to purchase more credits';
  return `You’ve hit your usage limit. ${offers} or try again at ${resetWords(resetsAtMs, nowMs)}.`;
}

function resetWords(atMs: number, nowMs: number): string {
  const at = new Date(atMs);
  const hour = at.getHours() % 12 === 0 ? 12 : at.getHours() % 12;
  const time = `${hour}:${String(at.getMinutes()).padStart(2, '0')} ${at.getHours() < 12 ? 'AM' : 'PM'}`;
  if (at.toDateString() === new Date(nowMs).toDateString()) return time;
  const month = at.toLocaleString('en-US', { month: 'short' });
  const day = `${at.getDate()}${SUFFIXES[ORDINALS.select(at.getDate())] ?? 'th'}`;
  return `${month} ${day}, ${at.getFullYear()} ${time}`;
}
