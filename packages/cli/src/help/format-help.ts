import type { Command, Help } from 'commander';

/**
 * Help in the order in which people read it: what it does, how it is called, the options they need, then the rest.
 * (Examples are added behind it by the command table.)
 */
export function formatHelp(command: Command, helper: Help): string {
  const width = Math.max(
    ...helper.visibleOptions(command).map((option) => helper.optionTerm(option).length),
    ...helper.visibleCommands(command).map((sub) => sub.name().length),
  );
  const row = (term: string, text: string): string => `  ${term.padEnd(width)}  ${text}`.trimEnd();
  const options = helper.visibleOptions(command);
  const headings = [...new Set(options.map((option) => option.helpGroupHeading ?? 'Options:'))];
  const blocks = [
    helper.commandDescription(command),
    `Usage: ${helper.commandUsage(command)}`,
    section(
      'Commands:',
      helper.visibleCommands(command).map((sub) => row(sub.name(), helper.subcommandDescription(sub))),
    ),
    ...headings.map((heading) =>
      section(
        heading,
        options
          .filter((option) => (option.helpGroupHeading ?? 'Options:') === heading)
          .map((option) => row(helper.optionTerm(option), helper.optionDescription(option))),
      ),
    ),
  ];
  return `${blocks.filter((block) => block !== '').join('\n\n')}\n`;
}

function section(heading: string, rows: readonly string[]): string {
  return rows.length === 0 ? '' : [heading, ...rows].join('\n');
}
