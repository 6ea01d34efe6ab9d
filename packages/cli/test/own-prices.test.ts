import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { createPricingTable } from '@ccx/usage';
import { withOwnPrices } from '../src/compose/own-prices.ts';

async function folder(): Promise<string> {
  const made = await mkdtemp(join(tmpdir(), 'ccx-test-'));
  onTestFinished(() => rm(made, { recursive: true }));
  return made;
}

test('a person who wrote no prices has none', async () => {
  expect(await withOwnPrices(await folder(), (own) => own)).toEqual({});
});

test('a file that is no TOML is named, with what is wrong in it', async () => {
  const config = await folder();
  await writeFile(join(config, 'pricing.toml'), '[[models]\nmodel = "x"\n');
  await expect(withOwnPrices(config, createPricingTable)).rejects.toMatchObject({
    code: 'invalid_config',
    message: expect.stringMatching(/pricing\.toml is no TOML: \S/),
    hint: expect.stringContaining('Mend the file'),
  });
});

test('an entry that is not understood is told with the file in which it stands', async () => {
  const config = await folder();
  await writeFile(join(config, 'pricing.toml'), '[[models]]\nmodel = "x"\ninput_per_mtok = -1\n');
  await expect(withOwnPrices(config, createPricingTable)).rejects.toMatchObject({
    code: 'invalid_config',
    message: `${join(config, 'pricing.toml')}: models[0].input_per_mtok is -1; expected a number that is not negative.`,
  });
});
