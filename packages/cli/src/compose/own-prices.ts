import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CcxError } from '@ccx/contracts';

/**
 * What a person wrote about prices into `pricing.toml` of this folder; `null` where they wrote nothing.
 *
 * @throws CcxError `invalid_config` for a file that is no TOML
 */
export async function ownPrices(config: string): Promise<unknown> {
  const path = join(config, 'pricing.toml');
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
