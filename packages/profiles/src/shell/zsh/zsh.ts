import type { ShellLanguage, Wrapper } from '../shell-language.ts';
import { ZSH_COMPLETION } from './completion.ts';
import { quoteZsh } from './quote.ts';

/** zsh from 5 on. */
export const zsh: ShellLanguage = {
  assign: (variables) =>
    Object.entries(variables)
      .map(([name, value]) => (value === null ? `unset -v ${name}\n` : `export ${name}=${quoteZsh(value)}\n`))
      .join(''),
  init: (wrappers) => [CCX, ...wrappers.map(wrapperFunction), ZSH_COMPLETION].join(''),
};

// A backslash before a name keeps aliases out, `emulate` the person's options.
const CCX = String.raw`\unalias ccx 2>/dev/null || \true
function ccx {
  \emulate -L zsh
  if [[ $# -eq 0 || $1 != use ]]; then
    \command ccx "$@"
    return
  fi
  shift
  local ccx_word ccx_script
  for ccx_word in "$@"; do
    case $ccx_word in
      (--unset|--no-color) ;;
      (-*)
        \command ccx use "$@"
        return
        ;;
    esac
  done
  ccx_script=$(\command ccx use --shell zsh "$@") || return
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
