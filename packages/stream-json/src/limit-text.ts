import { instantFromMs, type Instant, type LimitSignal, parseResetTime } from '@ccx/contracts';
import { CLAUDE_LIMIT_WORDINGS } from './claude/limit-wordings.ts';
import { CODEX_LIMIT_WORDINGS } from './codex/limit-wordings.ts';
import { classifyGeminiText } from './gemini/classify.ts';
import { namesGeminiLimit } from './gemini/limit.ts';
import type { LimitWording } from './limit-wording.ts';

const WORDINGS: readonly LimitWording[] = [...CLAUDE_LIMIT_WORDINGS, ...CODEX_LIMIT_WORDINGS];

/** What a reader of limit sentences must know beside the sentence. */
export interface LimitTextContext {
  readonly now: Instant;
  /** IANA name of the zone in which the CLI writes local times. */
  readonly timeZone: string;
}

/** A limit sentence, understood. */
export interface LimitSentence {
  readonly signal: LimitSignal;
  /** A person must mend it: no window comes back by itself. */
  readonly entitlement: boolean;
  /** The line that said so. */
  readonly line: string;
}

/**
 * What a sentence of stderr or of a failed result says about a limit, `null` where it says nothing. Must not be asked
 * about what a model or a tool wrote: they may quote such sentences.
 *
 * @example
 * classifyLimitText("You've hit your weekly limit · resets Oct 12, 8am (Europe/Paris)", { now, timeZone })?.windowId; // 'weekly'
 */
export function classifyLimitText(text: string, about: LimitTextContext): LimitSignal | null {
  const sentence = findLimitSentence(text, about);
  if (sentence !== null) return sentence.signal;
  // Gemini CLI says it over several lines.
  return namesGeminiLimit(text) ? (classifyGeminiText(text, { ...about, from: 'stderr' })?.limit ?? null) : null;
}

/** The first line of a text that is a limit sentence of Claude Code or Codex. */
export function findLimitSentence(text: string, about: LimitTextContext): LimitSentence | null {
  for (const line of text.split('\n')) {
    const sentence = plain(line);
    for (const { pattern, entitlement = false } of WORDINGS) {
      const match = pattern.exec(sentence);
      if (match !== null) return { signal: signalOf(sentence, match, about), entitlement, line: line.trim() };
    }
  }
  return null;
}

/** Without the typography and the marks that screens and logs put around a sentence. */
function plain(line: string): string {
  return line
    .replaceAll(/[\u2018\u2019\u02bc]/g, "'")
    .replaceAll(/[\u00a0\u202f]/g, ' ')
    .replace(/^(?:[\s■⚠✘✗×●•*>⎿-]|error:|warning:|api error:)+/i, '');
}

function signalOf(sentence: string, match: RegExpExecArray, { now, timeZone }: LimitTextContext): LimitSignal {
  // "… monthly spend limit · … · your 5-hour limit resets 2:32am": the window that comes back is the one that counts.
  const named =
    /\byour (?<window>[^·∙•.]*?) limit resets\b/i.exec(sentence)?.groups?.['window'] ?? match.groups?.['window'];
  const window = windowOf(named);
  const epoch = match.groups?.['epoch'];
  const resetRaw = epoch ?? resetWords(sentence);
  return {
    verdict: 'rejected',
    windowId: window.id,
    appliesTo: window.appliesTo,
    resetsAt:
      epoch !== undefined
        ? instantFromMs(Number(epoch) * (epoch.length > 11 ? 1 : 1000))
        : resetRaw === null
          ? null
          : parseResetTime(resetRaw, {
              now,
              timeZone,
              ...(window.minutes === null ? {} : { windowMinutes: window.minutes }),
            }),
    resetRaw,
    usingExtra: false,
    windows: [],
    basis: 'text',
    observedAt: now,
  };
}

/** The words after "resets" or "try again", up to the end of the sentence or the next part. */
function resetWords(sentence: string): string | null {
  const found =
    /\b(?:resets|reset) (?:at )?(?<when>[^·∙•|]+)/i.exec(sentence) ??
    /\btry again (?:at )?(?<when>(?:in )?[^·∙•|]+)/i.exec(sentence);
  const words = found?.groups?.['when']?.trim().replace(/\.$/, '');
  return words === undefined || words === '' ? null : words;
}

interface NamedWindow {
  readonly id: string | null;
  readonly appliesTo: string | null;
  readonly minutes: number | null;
}

const MODEL_FAMILY = /\b(?<family>opus|sonnet|haiku|fable)\b/i;

/** The window of a name such as `5-hour`, `weekly` or `Opus`; extra usage and unknown names are no plan window. */
function windowOf(name: string | undefined): NamedWindow {
  const text = (name ?? '').toLowerCase();
  const family = MODEL_FAMILY.exec(text)?.groups?.['family'];
  if (family !== undefined) return { id: `weekly:${family}`, appliesTo: family, minutes: 10_080 };
  if (/\b(?:5|five)[- ]hour\b|\bsession\b/.test(text)) return { id: 'session', appliesTo: null, minutes: 300 };
  if (/\bweekly\b|\b(?:7|seven)[- ]day\b/.test(text)) return { id: 'weekly', appliesTo: null, minutes: 10_080 };
  const hours = /\b(?<hours>\d+)[- ]hour\b/.exec(text)?.groups?.['hours'];
  if (hours !== undefined) return { id: `session:${hours}-hour`, appliesTo: null, minutes: Number(hours) * 60 };
  return { id: null, appliesTo: null, minutes: null };
}
