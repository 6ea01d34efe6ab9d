/**
 * Asks `ccx complete` with the words before the cursor, `$2` being the part of the last one. Options need `compopt`, so
 * names of files are completed from bash 4 on.
 */
export const BASH_COMPLETION = `function _ccx {
  local ccx_answer ccx_line
  COMPREPLY=()
  ccx_answer=$(\\command ccx complete -- "\${COMP_WORDS[@]:1:COMP_CWORD-1}" "$2" 2>/dev/null </dev/null) || return 0
  while IFS= read -r ccx_line; do
    case $ccx_line in
      :files) compopt -o default 2>/dev/null ;;
      :folders) compopt -o dirnames 2>/dev/null ;;
      "") ;;
      "$2"*) COMPREPLY+=("\${ccx_line%%$'\\t'*}") ;;
    esac
  done <<<"$ccx_answer"
  return 0
}
complete -F _ccx ccx
`;
