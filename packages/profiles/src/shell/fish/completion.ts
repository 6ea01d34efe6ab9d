/** Asks `ccx complete` with the words before the cursor; replaces what may have been registered before. */
export const FISH_COMPLETION = `function __ccx_complete
    set -l ccx_before (commandline -opc)
    set -l ccx_word (commandline -ct)
    set -l ccx_lines (command ccx complete -- $ccx_before[2..-1] "$ccx_word" 2>/dev/null </dev/null)
    or return
    for ccx_line in $ccx_lines
        switch $ccx_line
            case :files
                __fish_complete_path $ccx_word
            case :folders
                __fish_complete_directories $ccx_word
            case '*'
                printf '%s\\n' $ccx_line
        end
    end
end
complete -c ccx -e
complete -c ccx -f -a '(__ccx_complete)'
`;
