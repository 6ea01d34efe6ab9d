/**
 * Asks `ccx complete` with the words before the cursor, `PREFIX` being the part of the last one; zsh's completion sets
 * the options on which this relies. Without `compinit` there is nothing to register with.
 */
export const ZSH_COMPLETION = `function _ccx {
  local ccx_answer ccx_line ccx_value ccx_description
  local -a ccx_offers
  ccx_answer=$(\\command ccx complete -- "\${(@)words[2,CURRENT-1]}" "$PREFIX" 2>/dev/null </dev/null) || return 1
  for ccx_line in "\${(@f)ccx_answer}"; do
    case $ccx_line in
      (:files) _files ;;
      (:folders) _files -/ ;;
      (?*)
        ccx_value=\${ccx_line%%$'\\t'*}
        ccx_description=\${\${ccx_line#"$ccx_value"}#$'\\t'}
        ccx_offers+=("\${ccx_value//:/\\\\:}\${ccx_description:+:$ccx_description}")
        ;;
    esac
  done
  if (( \${#ccx_offers} )); then
    _describe ccx ccx_offers
  fi
}
if (( \${+functions[compdef]} )); then
  compdef _ccx ccx
fi
`;
