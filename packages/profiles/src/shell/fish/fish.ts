import type { ShellLanguage, Wrapper } from '../shell-language.ts';
import { FISH_COMPLETION } from './completion.ts';
import { quoteFish } from './quote.ts';

/** fish from 3.0 on. A universal variable of the person stays, and is seen again where the global one is unset. */
export const fish: ShellLanguage = {
  assign: (variables) =>
    Object.entries(variables)
      .map(([name, value]) =>
        value === null ? `set -e -g ${name}; or true\n` : `set -gx ${name} ${quoteFish(value)}\n`,
      )
      .join(''),
  init: (wrappers) => [CCX, ...wrappers.map(wrapperFunction), FISH_COMPLETION].join(''),
};

// A substitution splits at line breaks and `printf` puts them back, so that those within quotes survive.
const CCX = `function ccx
    if not set -q argv[1]; or test "$argv[1]" != use
        command ccx $argv
        return
    end
    for ccx_word in $argv[2..-1]
        switch $ccx_word
            case --unset --no-color
            case '-*'
                command ccx $argv
                return
        end
    end
    set -l ccx_script (command ccx use --shell fish $argv[2..-1])
    or return
    printf '%s\\n' $ccx_script | source
end
`;

function wrapperFunction({ command, agent }: Wrapper): string {
  return `function ${command}
    command ccx exec --agent ${agent} -- $argv
end
`;
}
