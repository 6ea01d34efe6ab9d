import { formatIn, namedZone, type Zone } from './time-zone.ts';

const HOUR_MS = 3_600_000;

/**
 * Abbreviations that name one offset: those with which Node's `en-US` locale writes zones, and the common ones of
 * Europe, East Asia and the Pacific. `CST`, `CDT`, `IST`, `BST`, `AST` and the like stand for several and are missing.
 */
const HOURS_BY_ABBREVIATION: ReadonlyMap<string, number> = new Map([
  ['UTC', 0],
  ['GMT', 0],
  ['PST', -8],
  ['PDT', -7],
  ['MST', -7],
  ['MDT', -6],
  ['EST', -5],
  ['EDT', -4],
  ['AKST', -9],
  ['AKDT', -8],
  ['HST', -10],
  ['WET', 0],
  ['WEST', 1],
  ['CET', 1],
  ['CEST', 2],
  ['EET', 2],
  ['EEST', 3],
  ['JST', 9],
  ['KST', 9],
  ['AEST', 10],
  ['AEDT', 11],
  ['NZST', 12],
  ['NZDT', 13],
]);

/** Locales that between them know the abbreviations with which people write their own zones. */
const LOCALES: readonly string[] = ['en-US', 'en-GB', 'en-CA', 'en-AU', 'en-IN', 'en-ZA'];

/**
 * The zone that a text names: an IANA name, an abbreviation, or an offset as `GMT+5:30`. `null` where it names none or
 * could name several. An abbreviation that is ambiguous in the world is not so where the local zone itself bears it.
 */
export function zoneOfText(name: string, local: string, now: number): Zone | null {
  const offset = abbreviationOffset(name) ?? localOffset(name, local, now);
  if (offset !== null) return () => offset;
  // Intl also takes `EST` or `CET` for a place with summer time; an abbreviation that is not in the table is no name.
  return /^[A-Z]{1,5}$/.test(name) ? null : namedZone(name);
}

function abbreviationOffset(name: string): number | null {
  const [, base = '', sign = '', hours = '0', minutes = '0'] =
    /^([A-Z]{3,4})(?:([+-])(\d{1,2})(?::?(\d{2}))?)?$/.exec(name) ?? [];
  if (sign === '') {
    const known = HOURS_BY_ABBREVIATION.get(base);
    return known === undefined ? null : known * HOUR_MS;
  }
  if ((base !== 'UTC' && base !== 'GMT') || Number(hours) > 14 || Number(minutes) > 59) return null;
  return (sign === '-' ? -1 : 1) * (Number(hours) + Number(minutes) / 60) * HOUR_MS;
}

/** The offset at which the local zone calls itself by this abbreviation, in winter or in summer. */
function localOffset(name: string, local: string, now: number): number | null {
  const zone = namedZone(local);
  if (zone === null) return null;
  const year = new Date(now).getUTCFullYear();
  for (const at of [now, Date.UTC(year, 0, 15), Date.UTC(year, 6, 15)]) {
    for (const locale of LOCALES) {
      const parts = formatIn(local, { timeZoneName: 'short' }, locale)?.formatToParts(at) ?? [];
      if (parts.some((part) => part.type === 'timeZoneName' && part.value === name)) return zone(at);
    }
  }
  return null;
}
