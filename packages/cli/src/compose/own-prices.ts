import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CcxError } from '@ccx/contracts';

const FILE = 'pricing.toml';

/**
 * The prices of ccx with a person's own on top; `create` makes the table.
 *
 * @throws CcxError `invalid_config` for a file of prices that is not understood
 */
export async function withOwnPrices<T>(
  config: string,
  create: (own: { readonly overrides?: unknown }) => T,
): Promise<T> {
  const overrides = await ownPrices(config);
  if (overrides === null) return create({});
  try {
    return create({ overrides });
  } catch (cause) {
    if (!CcxError.is(cause)) throw cause;
    // Who reads prices does not know where they stood.
    throw new CcxError(cause.code, `${join(config, FILE)}: ${cause.message.replace(/^Prices: /, '')}`, {
      ...(cause.hint !== null && { hint: cause.hint }),
    });
  }
}

/**
 * What a person wrote about prices into `pricing.toml` of this folder; `null` where they wrote nothing.
 *
 * @throws CcxError `invalid_config` for a file that is no TOML
 */
async function ownPrices(config: string): Promise<unknown> {
  const path = join(config, FILE);
  const text = await readFile(path, 'utf8').catch(() => null);
  if (text === null) return null;
  const { parse } = await import('smol-toml');
  try {
    return parse(text);
  } catch (cause) {
    const [what = ''] = cause instanceof Error ? cause.message.split('\n') : [];
    throw new CcxError('invalid_config', `${path} is no TOML: ${what.replace(/^Invalid TOML document: /, '')}.`, {
      hint: 'Mend the file, or move it away: prices of ccx apply without it.',
      cause,
    });
  }
}
