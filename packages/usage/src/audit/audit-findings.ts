import type { Finding } from '@ccx/contracts';
import type { UnpricedModel } from '../report/report-result.ts';
import type { PriceDrift } from './price-drift.ts';

/** What a person should look at: prices that are missing, and prices that are not the vendor's. */
export function auditFindings(unpriced: readonly UnpricedModel[], drift: readonly PriceDrift[]): readonly Finding[] {
  return [
    ...drift.filter(({ exceeds }) => exceeds).map(ofDrift),
    ...unpriced.map(({ model, calls }) =>
      warning(
        `the price of ${model}`,
        `${calls} ${calls === 1 ? 'call has' : 'calls have'} no price in the table and ${calls === 1 ? 'is' : 'are'} missing from costs that it calculates.`,
        'Add it to pricing.toml if you know it.',
      ),
    ),
  ];
}

function ofDrift({ model, calls, oursUsd, vendorUsd, drift }: PriceDrift): Finding {
  const percent = drift === null ? '' : `, ${Math.abs(drift * 100).toFixed(1)}% ${drift > 0 ? 'more' : 'less'}`;
  return warning(
    `the price of ${model}`,
    `${calls} ${calls === 1 ? 'call costs' : 'calls cost'} ${usd(oursUsd)} by the table and ${usd(vendorUsd)} by the vendor${percent}.`,
    'Put the right price into pricing.toml, or update ccx.',
  );
}

function usd(amount: number): string {
  return `$${amount < 1 ? amount.toFixed(6) : amount.toFixed(2)}`;
}

function warning(what: string, why: string, mend: string): Finding {
  return { level: 'warn', what, why, mend, fixable: false };
}
