import { execFileSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { createPricingTable, usageReport } from '../../src/index.ts';
import { makeCall, usage } from '../make-call.ts';
import { memoryReader } from '../memory-reader.ts';

const readme = await readFile(new URL('../../README.md', import.meta.url), 'utf8');

describe('the README', () => {
  test('has an example that prints what stands in it', () => {
    const [, example = ''] = /```js\n([\s\S]*?)```/.exec(readme) ?? [];
    const shown = [...example.matchAll(/^\/\/ (.*\n)/gm)].map(([, line]) => line).join('');
    const stdout = execFileSync(process.execPath, ['--conditions=@ccx/source', '--input-type=module', '-e', example], {
      cwd: fileURLToPath(new URL('../..', import.meta.url)),
      encoding: 'utf8',
      env: { NO_COLOR: '1' },
    });
    expect(shown).not.toBe('');
    expect(stdout).toBe(shown);
  });

  test('names every field of a report', () => {
    const records = [makeCall({ id: 'a', usage: usage({ input: 1, reasoning: 1 }) })];
    const request = { kind: 'daily', by: 'model', breakdown: true } as const;
    const report = usageReport(memoryReader({ records }), request, { pricing: createPricingTable() });
    const [, section = ''] = /## Reports\n([\s\S]*?)\n## /.exec(readme) ?? [];
    const [row] = report.rows;
    const fields = [report, row ?? {}, report.totals, report.totals.tokens].flatMap(Object.keys);
    expect(fields.length).toBeGreaterThan(30);
    expect(fields.filter((field) => !new RegExp(`\\b${field}\\b`).test(section))).toEqual([]);
  });

  test('shows a pricing.toml with keys that are read', () => {
    const [, toml = ''] = /```toml\n([\s\S]*?)```/.exec(readme) ?? [];
    const keys = [...toml.matchAll(/\b([a-z]\w*)\s*=|(cache_write_\w+|\w+_multiplier)/g)].map(
      ([, a, b]) => a ?? b ?? '',
    );
    const tier = new Set(['above_tokens', 'input_per_mtok', 'output_per_mtok', 'cache_read_per_mtok']);
    const rates = Object.fromEntries([...tier].map((key) => [key, 1]));
    const entry = Object.fromEntries(keys.filter((key) => key !== 'above_tokens').map((key) => [key, 1]));
    const models = [{ ...entry, model: 'm', aliases: [], effective_from: '2026-10-01', long_prompt: rates }];
    expect(keys.length).toBeGreaterThan(12);
    expect(createPricingTable({ overrides: { models } }).resolve('m')).toBe('m');
  });
});
