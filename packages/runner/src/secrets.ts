import type { Env } from '@ccx/contracts';

const NAMES = /key|token|secret|passw|credential|authorization|custom_headers/i;

/** The values in an environment that nobody should read in an error message. */
export function secretsOf(env: Env): readonly string[] {
  return Object.entries(env).flatMap(([name, value]) => (value !== undefined && NAMES.test(name) ? [value] : []));
}
