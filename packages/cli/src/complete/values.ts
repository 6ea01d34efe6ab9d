import { AGENT_KINDS, AGENTS, SHELLS } from '@ccx/contracts';
import type { Argument, Command, Option } from 'commander';
import { closedValues } from './closed-values.ts';

/** One thing that may be typed. */
export interface Offer {
  readonly value: string;
  /** For the list that a shell shows; empty where there is nothing to say. */
  readonly description: string;
}

/** Names that are not in the table of commands: of accounts, of worktrees here, of sessions that live, of queued items. */
export type NameKind = 'profile' | 'worktree' | 'session' | 'item' | 'lane';

/** What {@link completions} is given. */
export interface CompletionSources {
  readonly program: Command;
  readonly names: (kind: NameKind) => Promise<readonly Offer[]>;
}

/** What can stand somewhere: names to offer, or names of files or folders, which the shell knows best. */
type Kind = NameKind | 'agent' | 'shell' | 'command' | 'file' | 'folder';

/** By the long name of the option. */
const OPTION_KINDS: Readonly<Record<string, Kind>> = {
  '--profile': 'profile',
  '--only': 'profile',
  '--fallback': 'profile',
  '--from': 'profile',
  '--agent': 'agent',
  '--wrap': 'agent',
  '--shell': 'shell',
  '--worktree': 'worktree',
  '--lane': 'lane',
};

/** By the name that an argument has in the usage, and an option's value in its flags. */
const PLACEHOLDER_KINDS: Readonly<Record<string, readonly Kind[]>> = {
  account: ['profile'],
  from: ['profile'],
  name: ['profile'],
  file: ['file'],
  'file|json': ['file'],
  folder: ['folder'],
  target: ['session'],
  item: ['item'],
  items: ['item'],
  shell: ['shell'],
  topic: ['command'],
  // A folder or names: `ccx profile bind`.
  words: ['folder', 'profile'],
};

/** What the value of an option of a command can be. */
export async function optionValues(
  option: Option,
  command: Command,
  sources: CompletionSources,
): Promise<readonly Offer[]> {
  const closed = option.argChoices ?? closedValues(option.long ?? '', command.name());
  if (closed !== null) return choices(closed);
  const named = OPTION_KINDS[option.long ?? ''];
  if (named !== undefined) return offersOf(named, sources);
  // `<name>` says of an option no more than that it has one.
  const placeholder = /[<[](.+?)(?:\.\.\.)?[>\]]$/.exec(option.flags)?.[1] ?? '';
  return placeholder === 'name' ? [] : all(PLACEHOLDER_KINDS[placeholder] ?? [], sources);
}

/** What an argument of a command can be. */
export async function argumentValues(
  argument: Argument,
  command: Command,
  sources: CompletionSources,
): Promise<readonly Offer[]> {
  if (argument.argChoices !== undefined) return choices(argument.argChoices);
  if (argument.name() === 'name' && command.name() === 'add') return [];
  if (argument.name() === 'name' && command.parent?.name() === 'worktree') return offersOf('worktree', sources);
  return all(PLACEHOLDER_KINDS[argument.name()] ?? [], sources);
}

async function all(kinds: readonly Kind[], sources: CompletionSources): Promise<readonly Offer[]> {
  return (await Promise.all(kinds.map((kind) => offersOf(kind, sources)))).flat();
}

async function offersOf(kind: Kind, { program, names }: CompletionSources): Promise<readonly Offer[]> {
  switch (kind) {
    case 'profile':
    case 'worktree':
    case 'session':
    case 'item':
    case 'lane':
      return names(kind);
    case 'agent':
      return AGENT_KINDS.map((agent) => ({ value: agent, description: AGENTS[agent].title }));
    case 'shell':
      return choices(SHELLS);
    case 'command':
      return commandOffers(program);
    case 'file':
      return [{ value: ':files', description: '' }];
    case 'folder':
      return [{ value: ':folders', description: '' }];
  }
}

/** The commands below a command that its help shows. */
export function commandOffers(command: Command): readonly Offer[] {
  const helper = command.createHelp();
  return helper
    .visibleCommands(command)
    .map((sub) => ({ value: sub.name(), description: helper.subcommandDescription(sub) }));
}

function choices(values: readonly string[]): readonly Offer[] {
  return values.map((value) => ({ value, description: '' }));
}
