import type { Command, Help } from 'commander';
import { filled } from '../render/filled.ts';

/** What a command's help says beside its options. */
export interface HelpTexts {
  /** Command lines that work as printed. */
  readonly examples: string;
  /** What there is to know besides. */
  readonly after?: string;
}

const COLUMNS = 100;

/** Help in the order in which people read it: what it does, how it is called, the options they need, examples, the rest. */
export function helpFormatter(texts: HelpTexts): (command: Command, helper: Help) => string {
  return (command, helper) => formatHelp(command, helper, texts);
}

function formatHelp(command: Command, helper: Help, { examples, after = '' }: HelpTexts): string {
  const width = Math.max(
    ...helper.visibleOptions(command).map((option) => helper.optionTerm(option).length),
    ...helper.visibleCommands(command).map((sub) => sub.name().length),
  );
  const row = (term: string, text: string): string => {
    const lines = filled(text.split(' '), ' ', COLUMNS - width - 4);
    return lines.map((line, at) => `  ${(at === 0 ? term : '').padEnd(width)}  ${line}`.trimEnd()).join('\n');
  };
  const options = helper.visibleOptions(command);
  const headings = [...new Set(options.map((option) => option.helpGroupHeading ?? 'Options:'))];
  const [mostUsed, ...rest] = headings.map((heading) => {
    const grouped = options.filter((option) => (option.helpGroupHeading ?? 'Options:') === heading);
    return section(
      heading,
      grouped.map((option) => row(helper.optionTerm(option), helper.optionDescription(option))),
    );
  });
  const commands = helper.visibleCommands(command).map((sub) => row(sub.name(), helper.subcommandDescription(sub)));
  const blocks = [
    helper.commandDescription(command),
    `Usage: ${helper.commandUsage(command)}`,
    section('Commands:', commands),
    ...(commands.length > 0 ? [] : [mostUsed ?? '']),
    section('Examples:', examples.replace(/^\n/, '').split('\n')),
    ...(commands.length > 0 ? [mostUsed ?? ''] : []),
    ...rest,
    after.trim(),
  ];
  return `${blocks.filter((block) => block !== '').join('\n\n')}\n`;
}

function section(heading: string, rows: readonly string[]): string {
  return rows.length === 0 ? '' : [heading, ...rows].join('\n');
}
