import type { ShellLanguage, Wrapper } from '../shell-language.ts';
import { BASH_COMPLETION } from './completion.ts';
import { quoteBash } from './quote.ts';

/** bash from 3.2 on, the one of macOS. */
export const bash: ShellLanguage = {
  assign: (variables) =>
    Object.entries(variables)
      .map(([name, value]) => (value === null ? `unset -v ${name}\n` : `export ${name}=${quoteBash(value)}\n`))
      .join(''),
  init: (wrappers) => [CCX, ...wrappers.map(wrapperFunction), BASH_COMPLETION].join(''),
};

// A backslash before a name keeps aliases out. `local` stays behind the first branch: a local variable with the name of
// an exported one would reach the program.
const CCX = String.raw`\unalias ccx 2>/dev/null || \true
function ccx {
  if [[ $# -eq 0 || $1 != use ]]; then
    \command ccx "$@"
    return
  fi
  shift
  local ccx_word ccx_script
  for ccx_word in "$@"; do
    case $ccx_word in
      --unset | --no-color) ;;
      -*)
        \command ccx use "$@"
        return
        ;;
    esac
  done
  ccx_script=$(\command ccx use --shell bash "$@") || return
  \eval "$ccx_script"
}
`;

function wrapperFunction({ command, agent }: Wrapper): string {
  return String.raw`\unalias ${command} 2>/dev/null || \true
function ${command} {
  \command ccx exec --agent ${agent} -- "$@"
}
`;
}
