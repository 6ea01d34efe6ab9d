import { Option, type Command } from 'commander';
import { SETTINGS } from '../commands/profile/settings.ts';

const COMMON: ReadonlySet<string> = new Set(['label', 'plan', 'priority', 'reserve']);

/** One option for each thing that may be said of a profile. */
export function addProfileSettings(command: Command): void {
  for (const { key, value, about } of SETTINGS) {
    const option = new Option(value === null ? `--${key}` : `--${key} ${value}`, about);
    command.addOption(COMMON.has(key) ? option.helpGroup('Most used:') : option);
  }
}
