import { expect, test } from 'vitest';
import { detectShell } from '../../src/shell/detect-shell.ts';

test.each([
  ['/bin/bash', 'bash'],
  ['/usr/local/bin/fish', 'fish'],
  ['-zsh', 'zsh'],
  ['/opt/microsoft/powershell/7/pwsh', 'pwsh'],
  ['C:\\Program Files\\PowerShell\\7\\pwsh.exe', 'pwsh'],
  ['C:/Program Files/Git/usr/bin/bash.EXE', 'bash'],
  ['/home/ada/.cargo/bin/nu', 'nu'],
])('SHELL=%s is %s', (path, shell) => {
  expect(detectShell({ SHELL: path })).toBe(shell);
});

test.each(['/bin/sh', '/bin/dash', '/bin/tcsh', 'cmd.exe', '/bin/bash/', ''])('SHELL=%s is none', (path) => {
  expect(detectShell({ SHELL: path })).toBeNull();
});

test('without SHELL there is none', () => {
  expect(detectShell({ PATH: '/bin' })).toBeNull();
});
