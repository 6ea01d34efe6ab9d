/** Units in falling order, as they are written, with their length in milliseconds. */
export const UNITS: readonly (readonly [unit: string, ms: number])[] = [
  ['w(?:eeks?)?', 604_800_000],
  ['d(?:ays?)?', 86_400_000],
  ['h(?:ours?|rs?)?', 3_600_000],
  ['m(?:in(?:ute)?s?)?', 60_000],
  ['s(?:ec(?:ond)?s?)?', 1000],
];

const MONTH =
  '(jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)';
const WEEKDAY = '(sun|mon|tue|wed|thu|fri|sat)(?:s|nes|rs?|ur)?(?:day)?';
/** Units in falling order, each at most once; only the last number may have a fraction, which is checked apart. */
const DURATION = UNITS.map(([unit]) => `(?:(\\d{1,6}(?:\\.\\d{1,3})?) ?${unit}(?![a-z]),? ?)?`).join('');
/** Twelve hours with am or pm; without them only two digits, a colon and two digits are a time, as Codex writes it. */
const CLOCK = '(?:(\\d{1,2})(?:[:.](\\d{2}))? ?([ap])\\.?m(?![a-z])|(\\d{2}):(\\d{2})(?![\\d:.]| ?[ap]\\.?m))';
/** Between a date and a time; captures lose letters, so a lone `t` stands for `at`. */
const JOIN = '(?:,? ?(?:at|t) ?|, ?| )';

type PatternName =
  | 'lead'
  | 'duration'
  | 'clock'
  | 'atClock'
  | 'joinedClock'
  | 'date'
  | 'onDate'
  | 'weekday'
  | 'zoneInBrackets'
  | 'zoneBare'
  | 'durationInBrackets'
  | 'tail'
  | 'begun';

/** The parts of a time, each to be tried at one place of a text whose white space is normalised. */
export const patterns: Readonly<Record<PatternName, RegExp>> = {
  lead: sticky(' ?:? ?(at|on|in|after)? ?'),
  duration: sticky(DURATION),
  clock: sticky(CLOCK),
  atClock: sticky(` ?(?:at )?${CLOCK}`),
  joinedClock: sticky(`${JOIN}${CLOCK}`),
  date: sticky(`${MONTH}\\.? ?(\\d{1,2})(?:st|nd|rd|th)?(?:,? ?(20\\d\\d)(?!\\d|:))?(?!\\d)`),
  onDate: sticky(` ?on ?(\\d{1,2}) ?${MONTH}(?:,? ?(20\\d\\d))?(?![a-z\\d])`),
  weekday: sticky(WEEKDAY),
  zoneInBrackets: sticky('[ \\n]?\\(([a-z][\\w+\\-:/]*)\\)'),
  zoneBare: new RegExp(' ([A-Z]{2,5}(?:[+\\-]\\d{1,2}(?::?\\d{2})?)?)(?![\\p{L}\\d/])', 'uy'),
  durationInBrackets: sticky(` ?\\((${DURATION})\\)`),
  /** What may stand behind: the end, a sign that ends the phrase, a column of percents, the next label. */
  tail: sticky('\\.?$|[ ,]*\\n| ?[^\\s\\p{L}\\d:/+\\-–~,(%]| ?\\d+(?:\\.\\d+)?%| ?current'),
  /** The beginning of a time, where no whole one was read. */
  begun: sticky(`\\d|${MONTH}|${WEEKDAY}`),
};

function sticky(source: string): RegExp {
  return new RegExp(source, 'iuy');
}
