import { SESSION_MINUTES, slug, WEEK_MINUTES } from '../../window.ts';

/** The label of a window, and what else stands on its line. */
export interface Heading {
  readonly id: string;
  readonly label: string;
  readonly appliesTo: string | null;
  readonly windowMinutes: number | null;
  /** As the CLI writes it; else a redraw took spaces or letters from it. */
  readonly exact: boolean;
  readonly rest: string;
}

type Known = Pick<Heading, 'id' | 'label' | 'appliesTo' | 'windowMinutes'>;

const SESSION: Known = { id: 'session', label: 'Current session', appliesTo: null, windowMinutes: SESSION_MINUTES };
const WEEK: Known = {
  id: 'weekly',
  label: 'Current week (all models)',
  appliesTo: null,
  windowMinutes: WEEK_MINUTES,
};
/** The second is its name since 2026. */
const EXTRA: readonly Known[] = ['Extra usage', 'Usage credits'].map((label) => ({
  id: 'extra',
  label,
  appliesTo: null,
  windowMinutes: null,
}));

/** More damage than this makes another word. */
const MOST_DAMAGE = 2;

/** The letters, digits and brackets of a text: what a redraw leaves of it. */
export function compact(text: string): string {
  return text.toLowerCase().replaceAll(/[^a-z0-9()]+/g, '');
}

/**
 * The window that a line begins. `end`: it begins something else, so that the numbers below it belong to no window
 * above it. The label may have lost its spaces or up to two letters; the name of a model may not, since another model
 * may be as near.
 */
export function headingOf(line: string): Heading | 'end' | null {
  const { name = '', rest = '' } = /^[\s│|]*(?<name>[^·•∙:]*)(?:[·•∙:](?<rest>.*))?$/s.exec(line)?.groups ?? {};
  const label = name.replaceAll(/\s+/g, ' ').trim();
  const text = compact(label);
  if (text.startsWith('whatscontributing')) return 'end';
  const known = [SESSION, ...EXTRA].find((one) => near(text, compact(one.label)));
  if (known !== undefined) return headed(known, label, rest);
  const { head = '', scope = '' } = /^(?<head>[a-z]*)\((?<scope>[^()]+)\)$/.exec(text)?.groups ?? {};
  if (scope !== '' && (near(head, 'currentweek') || near(head, 'week'))) {
    if (near(scope, 'allmodels')) return headed(WEEK, label, rest);
    if (near(head, 'currentweek') || scope.endsWith('only')) return weekOfModel(label, rest);
    return 'end';
  }
  return /^current(?!ly)/.test(text) ? 'end' : null;
}

function headed(known: Known, label: string, rest: string): Heading {
  return { ...known, exact: label.toLowerCase() === known.label.toLowerCase(), rest };
}

function weekOfModel(label: string, rest: string): Heading | 'end' {
  const scope = /\((.*)\)/.exec(label)?.[1] ?? '';
  const model = slug(scope.replace(/\s*only\s*$/i, '').replace(/^\s*claude\b/i, ''));
  if (model === '') return 'end';
  return {
    id: `weekly:${model}`,
    label,
    appliesTo: model,
    windowMinutes: WEEK_MINUTES,
    exact: /^current week \(.+\)$/i.test(label) && !/\Sonly\)$/i.test(label),
    rest,
  };
}

/** At most two letters lost, added or changed lie between them. */
function near(text: string, known: string): boolean {
  if (Math.abs(text.length - known.length) > MOST_DAMAGE) return false;
  let above = Array.from({ length: known.length + 1 }, (_, column) => column);
  for (let row = 0; row < text.length; row += 1) {
    const current = [row + 1];
    for (let column = 0; column < known.length; column += 1) {
      const changed = (above[column] ?? 0) + (text[row] === known[column] ? 0 : 1);
      current.push(Math.min(changed, (above[column + 1] ?? 0) + 1, (current[column] ?? 0) + 1));
    }
    above = current;
  }
  return (above.at(-1) ?? Infinity) <= MOST_DAMAGE;
}
