import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { ownPrices } from '../src/compose/own-prices.ts';

async function folder(): Promise<string> {
  const made = await mkdtemp(join(tmpdir(), 'ccx-test-'));
  onTestFinished(() => rm(made, { recursive: true }));
  return made;
}

test('a person who wrote no prices has none', async () => {
  expect(await ownPrices(await folder())).toBeNull();
});

test('a file that is no TOML is named, with what is wrong in it', async () => {
  const config = await folder();
  await writeFile(join(config, 'pricing.toml'), '[[models]\nmodel = "x"\n');
  await expect(ownPrices(config)).rejects.toMatchObject({
    code: 'invalid_config',
    message: expect.stringMatching(/pricing\.toml is no TOML: \S/),
    hint: expect.stringContaining('Mend the file'),
  });
});
