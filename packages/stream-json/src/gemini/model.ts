import { asNumber, asText, isObject, type JsonObject } from '../json-fields.ts';

/** What `init` says where the CLI chooses the model for each prompt; no model's name. */
const CHOSEN_BY_THE_CLI = 'auto';

/** The model of an `init` line, `null` where it is not known yet. */
export function modelOfInit(line: JsonObject): string | null {
  const model = asText(line['model']);
  return model === CHOSEN_BY_THE_CLI ? null : model;
}

/**
 * The model that did the work, where the statistics leave no doubt: the only one, or, where the CLI chose it, the only
 * one beside the lite model that it asked which to take. `used` counts only models that gave tokens.
 */
export function mainModel(models: unknown, asked: string | null, used: boolean): string | null {
  if (!isObject(models)) return asked;
  const names = Object.keys(models).filter((name) => !used || tokensOf(models[name]) > 0);
  const candidates = asked === null ? names.filter((name) => !/-lite\b/.test(name)) : names;
  const [only = null] = candidates;
  return candidates.length === 1 ? only : asked;
}

function tokensOf(entry: unknown): number {
  return isObject(entry) ? (asNumber(entry['total_tokens']) ?? 0) : 0;
}
