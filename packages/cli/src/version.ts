import { readFileSync } from 'node:fs';

/** The version of the installed `@ccx/cli`. The manifest lies one folder above both `src` and `dist`. */
export function ccxVersion(): string {
  const manifest: unknown = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
  return typeof manifest === 'object' && manifest !== null && 'version' in manifest
    ? String(manifest.version)
    : 'unknown';
}
