import { accessSync, constants } from 'node:fs';
import { createRequire } from 'node:module';
import { delimiter, join } from 'node:path';
import type { Shell } from '@ccx/contracts';

/** A shell in which tests execute what ccx writes. */
export interface TestShell<Name extends string = Shell | 'dash'> {
  readonly name: Name;
  /** `null` where it is not installed. */
  readonly path: string | null;
  /** Its words before a script's file: no file of a person is read at its start. */
  readonly quiet: readonly string[];
  /** What a person's start file does with the file in which `ccx init` was kept. */
  readonly load: (file: string) => string;
}

const evaluated = (file: string): string => `eval "$(cat '${file}')"`;

export const bash: TestShell<'bash'> = {
  name: 'bash',
  path: onPath('bash'),
  quiet: ['--norc', '--noprofile'],
  load: evaluated,
};
export const dash: TestShell<'dash'> = { name: 'dash', path: onPath('dash'), quiet: [], load: evaluated };
export const zsh: TestShell<'zsh'> = { name: 'zsh', path: onPath('zsh'), quiet: ['-f'], load: evaluated };
export const fish: TestShell<'fish'> = {
  name: 'fish',
  path: onPath('fish'),
  quiet: ['--no-config'],
  load: (file) => `cat '${file}' | source`,
};
export const nu: TestShell<'nu'> = { name: 'nu', path: nuBinary(), quiet: ['-n'], load: (file) => `source '${file}'` };
/** Never seen to run by those who wrote these tests: PowerShell comes from no registry that they reach. */
export const pwsh: TestShell<'pwsh'> = {
  name: 'pwsh',
  path: onPath('pwsh'),
  quiet: ['-NoProfile', '-NonInteractive', '-File'],
  load: (file) => `Invoke-Expression (Get-Content -Raw '${file}')`,
};

/** For the title of a test: that it does not run where the shell is missing, and why. */
export function notInstalled({ name, path }: TestShell): string {
  return path === null ? ` (SKIPPED: ${name} is not installed on this machine)` : '';
}

function onPath(name: string): string | null {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  return folders.map((folder) => join(folder, name)).find(isRunnable) ?? null;
}

/** The binary that the npm package `nushell` brings for this machine, if it has one. */
function nuBinary(): string | null {
  const require = createRequire(import.meta.url);
  try {
    const inside = createRequire(require.resolve('nushell/package.json'));
    return inside.resolve(`@nushell/${process.platform}-${process.arch}/bin/nu`);
  } catch {
    return onPath('nu');
  }
}

function isRunnable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
