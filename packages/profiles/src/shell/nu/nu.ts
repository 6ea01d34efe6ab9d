import type { ShellLanguage, Wrapper } from '../shell-language.ts';

/**
 * nu 0.115. It evaluates no text at run time, so `assign` writes a JSON record on a line, `null` for what is unset, which
 * the function of `init` loads; for the same reason a person saves `init` in a file that the start file sources.
 */
export const nu: ShellLanguage = {
  assign: (variables) => `${JSON.stringify(variables)}\n`,
  init: (wrappers) => [CCX, ...wrappers.map(wrapperFunction)].join(''),
};

// A program that fails ends the function where its output is kept, with its exit code.
const CCX = `def --env --wrapped ccx [...words] {
  let rest = ($words | skip 1)
  let other = ($rest | where {|word| $word starts-with "-" and $word not-in [--unset --no-color] })
  if ($words | first 1) == [use] and ($other | is-empty) {
    let script = (^ccx use --shell nu ...$rest)
    for variable in ($script | from json --objects | each {|record| $record | transpose name value } | flatten) {
      if $variable.value == null {
        hide-env --ignore-errors $variable.name
      } else {
        load-env { ($variable.name): $variable.value }
      }
    }
  } else {
    ^ccx ...$words
  }
}
`;

function wrapperFunction({ command, agent }: Wrapper): string {
  return `def --wrapped ${command} [...words] {
  ^ccx exec --agent ${agent} -- ...$words
}
`;
}
