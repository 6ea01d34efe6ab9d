import type { Option } from 'commander';
import { printableLine } from '../render/printable.ts';
import { optionNamed, placeOf, type Place } from './place.ts';
import { argumentValues, commandOffers, optionValues, type CompletionSources, type Offer } from './values.ts';

/**
 * What can stand where somebody is typing: a line each, `value` or `value<TAB>description`, and `:files` or `:folders`
 * where the shell's own names of files or folders fit. All of them, whatever the word begins with: the shell chooses.
 *
 * @param words what was typed behind `ccx` up to the cursor; the last one is being typed, and may be empty
 * @example
 * await completions(['use', ''], { program, names }); // ['work\tClaude Code', 'codex\tCodex']
 */
export async function completions(words: readonly string[], sources: CompletionSources): Promise<readonly string[]> {
  const current = words.at(-1) ?? '';
  const place = placeOf(words.slice(0, -1), sources.program);
  return (await offersAt(place, current, sources)).map(({ value, description }) => {
    const text = printableLine(description);
    return text === '' ? value : `${value}\t${text}`;
  });
}

async function offersAt(place: Place, current: string, sources: CompletionSources): Promise<readonly Offer[]> {
  if (place.behindDashes) return [{ value: ':files', description: '' }];
  if (current.startsWith('-')) {
    return current.includes('=') ? valuesBehindEquals(current, place, sources) : optionOffers(place);
  }
  if (place.valueOf !== null) return listed(await optionValues(place.valueOf, place.command, sources), current);
  const offers = [
    ...(place.args.length === 0 ? commandOffers(place.command) : []),
    ...(await argumentOffers(place, sources)),
  ];
  return offers.length === 0 ? optionOffers(place) : offers;
}

/** Options that the help shows and that can still be given. */
function optionOffers({ command, options }: Place): readonly Offer[] {
  const helper = command.createHelp();
  return helper
    .visibleOptions(command)
    .filter((option) => isRepeatable(option) || !options.some(({ long }) => long === option.long))
    .map((option) => ({ value: option.long ?? option.short ?? '', description: helper.optionDescription(option) }));
}

/** A function that parses the value is in this program one that collects values, unless it came with choices. */
function isRepeatable({ variadic, parseArg, argChoices }: Option): boolean {
  return variadic || (parseArg !== undefined && argChoices === undefined);
}

/** `--agent=cl` in shells that do not break it; they replace the whole word, so names of files are left out. */
async function valuesBehindEquals(
  typed: string,
  { command }: Place,
  sources: CompletionSources,
): Promise<readonly Offer[]> {
  const option = optionNamed(typed, command);
  if (option === null) return [];
  const at = typed.indexOf('=') + 1;
  const offers = listed(await optionValues(option, command, sources), typed.slice(at));
  return offers
    .filter(({ value }) => !value.startsWith(':'))
    .map((offer) => ({ ...offer, value: typed.slice(0, at) + offer.value }));
}

/** `work,pr` goes on with the names that are not in it yet. */
function listed(offers: readonly Offer[], typed: string): readonly Offer[] {
  const at = typed.lastIndexOf(',') + 1;
  if (at === 0) return offers;
  const named = typed.slice(0, at).split(',');
  return offers
    .filter(({ value }) => !named.includes(value) && !value.startsWith(':'))
    .map((offer) => ({ ...offer, value: typed.slice(0, at) + offer.value }));
}

async function argumentOffers({ command, args }: Place, sources: CompletionSources): Promise<readonly Offer[]> {
  const declared = command.registeredArguments;
  const last = declared.at(-1);
  const argument = declared[args.length] ?? (last?.variadic === true ? last : undefined);
  if (argument === undefined) return [];
  const offers = await argumentValues(argument, command, sources);
  return offers.filter(({ value }) => !args.includes(value));
}
