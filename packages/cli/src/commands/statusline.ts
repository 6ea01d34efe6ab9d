import { homedir } from 'node:os';
import { join } from 'node:path';
import { AGENTS } from '@ccx/contracts';
import { ambientAccount } from '@ccx/profiles/ambient';
import { namedAccounts } from '../compose/accounts.ts';
import { EXIT } from '../exit-codes.ts';
import { printable, printableLine } from '../render/printable.ts';
import { shortPath } from '../render/short-path.ts';
import type { Terminal } from '../render/terminal.ts';
import { ccxProgram, missingIn } from '../statusline/ccx-program.ts';
import { checkFormat } from '../statusline/check-format.ts';
import {
  backupPath,
  install,
  installing,
  readState,
  uninstall,
  uninstalling,
  type SettingsChange,
} from '../statusline/installation.ts';
import { textDiff } from '../statusline/text-diff.ts';

export interface ProfileFlag {
  /** @default the account in which the shell stands */
  readonly profile?: string;
}

export interface UninstallFlags extends ProfileFlag {
  readonly dryRun?: boolean;
}

export interface InstallFlags extends UninstallFlags {
  readonly format?: string;
}

export interface StatusFlags extends ProfileFlag {
  readonly json?: boolean;
}

/** `ccx statusline install`: makes ccx the status line of Claude Code; a status line that is there stays in it. */
export async function installStatuslineCommand(
  { format, profile, dryRun = false }: InstallFlags,
  terminal: Terminal,
): Promise<number> {
  const path = await settingsPath(profile);
  const state = await readState(path);
  if (format !== undefined) checkFormat(format);
  const program = await ccxProgram(process.env, process.execPath, process.argv[1] ?? '');
  const change = installing(state, { program, format: format ?? null });
  const { done } = terminal.symbols;
  const where = shortPath(path, terminal.home);
  if (change === null) {
    terminal.stdout.write(` ${done} ccx is the status line in ${where} already\n`);
    return EXIT.done;
  }
  if (dryRun) return showChange(change, path, terminal);
  await install(change, state, path);
  const tee = state.own === null ? state.command : state.own.tee;
  terminal.stdout.write(` ${done} ccx is the status line in ${where}, from the next message of a session on\n`);
  if (tee !== null) terminal.stdout.write(`   yours is still shown: ${printableLine(tee)}\n`);
  if (state.own === null && state.file.bytes !== null) {
    terminal.stdout.write(`   the settings of before: ${shortPath(backupPath(path), terminal.home)}\n`);
  }
  terminal.stdout.write('   ccx statusline uninstall     takes it out again\n');
  if (!state.isStrict) terminal.stderr.write(`${unreadable(terminal)}\n`);
  return EXIT.done;
}

/** `ccx statusline uninstall`: puts back what was there before. */
export async function uninstallStatuslineCommand(
  { profile, dryRun = false }: UninstallFlags,
  terminal: Terminal,
): Promise<number> {
  const path = await settingsPath(profile);
  const state = await readState(path);
  const change = await uninstalling(state, path);
  const where = shortPath(path, terminal.home);
  if (change === null) {
    terminal.stdout.write(` ${terminal.symbols.done} ccx is not the status line in ${where}\n`);
    return EXIT.done;
  }
  if (dryRun) return showChange(change, path, terminal);
  await uninstall(change, path);
  const left = state.own?.tee ?? null;
  terminal.stdout.write(` ${terminal.symbols.done} ccx is out of ${where}\n`);
  if (left !== null) terminal.stdout.write(`   the status line is yours again: ${printableLine(left)}\n`);
  return EXIT.done;
}

/** `ccx statusline status`: what the settings say. */
export async function statuslineStatusCommand(
  { profile, json = false }: StatusFlags,
  terminal: Terminal,
): Promise<number> {
  const path = await settingsPath(profile);
  const { command, own, isStrict } = await readState(path);
  const missing = own === null ? [] : await missingIn(own.program);
  if (json) {
    const status = { schemaVersion: 1, settings: path, installed: own !== null, command, own, missing, isStrict };
    terminal.stdout.write(`${JSON.stringify(status)}\n`);
    return EXIT.done;
  }
  const { done, idle, warning } = terminal.symbols;
  const where = shortPath(path, terminal.home);
  const lines =
    own === null
      ? [
          ` ${idle} ccx is not the status line in ${where}`,
          `   ${command === null ? 'there is none' : `it is: ${printableLine(command)}`}`,
          '   ccx statusline install     puts it there and keeps yours',
        ]
      : [
          ` ${done} ccx is the status line in ${where}`,
          ...(own.tee === null ? [] : [`   around: ${printableLine(own.tee)}`]),
          ...(own.format === null ? [] : [`   format: ${printableLine(own.format)}`]),
          ...missing.map((file) => ` ${warning} ${file} is gone: ccx statusline install     mends it`),
        ];
  terminal.stdout.write(`${[...lines, ...(isStrict ? [] : [unreadable(terminal)])].join('\n')}\n`);
  return EXIT.done;
}

function unreadable({ symbols }: Terminal): string {
  return ` ${symbols.warning} these settings have comments or trailing commas: Claude Code skips all of such a file`;
}

/** Those of the account that is named, else of the one in which the shell stands. */
async function settingsPath(profile: string | undefined): Promise<string> {
  const account =
    profile === undefined
      ? await ambientAccount('claude', process.env, homedir())
      : (await namedAccounts([profile], process.env, 'claude'))[0]?.account;
  return join(account?.configDir ?? join(homedir(), AGENTS.claude.defaultConfigDir), 'settings.json');
}

function showChange({ file, bytes }: SettingsChange, path: string, terminal: Terminal): number {
  const { colors } = terminal.stdout;
  const [before, after] = [file.bytes?.toString('utf8') ?? '', bytes?.toString('utf8') ?? ''];
  const colored = textDiff(before, after).map((line) => {
    const text = printable(line);
    return text.startsWith('+') ? colors.green(text) : text.startsWith('-') ? colors.red(text) : text;
  });
  const shown = shortPath(path, terminal.home);
  const heading = [`--- ${file.bytes === null ? '/dev/null' : shown}`, `+++ ${bytes === null ? '/dev/null' : shown}`];
  terminal.stdout.write(`${[...heading, ...colored].join('\n')}\n`);
  return EXIT.done;
}
