import { expect, test } from 'vitest';
import { parseShell, SHELLS } from '../src/shell.ts';

test.each([
  ['bash', 'bash'],
  ['zsh', 'zsh'],
  ['fish', 'fish'],
  ['pwsh', 'pwsh'],
  ['powershell', 'pwsh'],
  ['PowerShell', 'pwsh'],
  ['nu', 'nu'],
  [' zsh\n', 'zsh'],
])('%j is the shell %s', (name, shell) => {
  expect(parseShell(name)).toBe(shell);
});

test.each(['', 'sh', 'dash', 'tcsh', 'cmd', '/bin/zsh', '-zsh', 'zsh.exe', 'toString', '__proto__'])(
  '%j is none',
  (name) => {
    expect(parseShell(name)).toBeNull();
  },
);

test('every shell is known by its own name', () => {
  expect(SHELLS.map(parseShell)).toEqual(SHELLS);
});
