import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** What a person wrote about prices into `pricing.toml` of this folder; `null` where they wrote nothing. */
export async function ownPrices(config: string): Promise<unknown> {
  const text = await readFile(join(config, 'pricing.toml'), 'utf8').catch(() => null);
  return text === null ? null : (await import('smol-toml')).parse(text);
}
