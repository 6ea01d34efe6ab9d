import type { ShellLanguage, Wrapper } from '../shell-language.ts';
import { quotePwsh } from './quote.ts';

/** PowerShell 7, and Windows PowerShell 5.1. */
export const pwsh: ShellLanguage = {
  assign: (variables) =>
    Object.entries(variables)
      .map(([name, value]) => `$env:${name} = ${value === null ? '$null' : quotePwsh(value)}\n`)
      .join(''),
  init: (wrappers) => [CCX, ...wrappers.map(wrapperFunction)].join(''),
};

const PROGRAM = `$ccxProgram = Get-Command -Name ccx -CommandType @('ExternalScript', 'Application') -TotalCount 1 -ErrorAction Stop`;

// An alias would go before a function of its name. A bare `--` is dropped on the way into a function, a quoted one is not.
const CCX = `Remove-Item -Path Alias:ccx -Force -ErrorAction Ignore
function global:ccx {
  ${PROGRAM}
  $ccxWords = @($args | Select-Object -Skip 1)
  $ccxOther = @($ccxWords | Where-Object { $_ -like '-*' -and $_ -cne '--unset' -and $_ -cne '--no-color' })
  if ($args.Count -gt 0 -and $args[0] -ceq 'use' -and $ccxOther.Count -eq 0) {
    $ccxScript = @(& $ccxProgram use --shell pwsh @ccxWords) -join [Environment]::NewLine
    if ($LASTEXITCODE -eq 0 -and $ccxScript -ne '') { Invoke-Expression $ccxScript }
  } elseif ($MyInvocation.ExpectingInput) {
    $input | & $ccxProgram @args
  } else {
    & $ccxProgram @args
  }
}
`;

function wrapperFunction({ command, agent }: Wrapper): string {
  return `Remove-Item -Path Alias:${command} -Force -ErrorAction Ignore
function global:${command} {
  ${PROGRAM}
  if ($MyInvocation.ExpectingInput) {
    $input | & $ccxProgram exec --agent ${agent} '--' @args
  } else {
    & $ccxProgram exec --agent ${agent} '--' @args
  }
}
`;
}
