import { dirname, join } from 'node:path';
import { objectAt } from '../claude/json.ts';
import type { Line } from '../claude/line.ts';
import type { Machine } from '../machine/machine.ts';
import { readJsonOrNone, writeJson } from './home.ts';

/** What a person may answer about a folder. */
export type Trust = 'TRUST_FOLDER' | 'TRUST_PARENT' | 'DO_NOT_TRUST';

/** The red words of a headless run in a folder that nobody trusts, exit 55. */
export const UNTRUSTED =
  '\u001B[31mGemini CLI is not running in a trusted directory. To proceed, either use `--skip-trust`, set the `GEMINI_CLI_TRUST_WORKSPACE=true` environment variable, or trust this directory in interactive mode. For more details, see https://geminicli.com/docs/cli/trusted-folders/#headless-and-automated-environments\u001B[0m';

/** Whether the folder is trusted: for this session, by the settings, or by an answer that was remembered. */
export function isTrusted(
  { env, cwd }: Pick<Machine, 'env' | 'cwd'>,
  { skips, settings, configDir }: { readonly skips: boolean; readonly settings: Line; readonly configDir: string },
): boolean {
  if (skips || env['GEMINI_CLI_TRUST_WORKSPACE'] === 'true') return true;
  if (objectAt(objectAt(settings, 'security'), 'folderTrust')['enabled'] === false) return true;
  return answerFor(cwd, trustedFolders(configDir));
}

/** The nearest folder about which something was answered decides. */
function answerFor(folder: string, answers: Line): boolean {
  const answer = answers[folder];
  if (answer === 'TRUST_FOLDER' || answer === 'TRUST_PARENT') return true;
  if (answer === 'DO_NOT_TRUST' || dirname(folder) === folder) return false;
  const parent = dirname(folder);
  const beside = Object.entries(answers).some(([path, said]) => said === 'TRUST_PARENT' && dirname(path) === parent);
  return beside || answerFor(parent, answers);
}

/** Remembers an answer of the dialog, as the CLI does. */
export function rememberTrust(configDir: string, cwd: string, trust: Trust): void {
  writeJson(join(configDir, 'trustedFolders.json'), { ...trustedFolders(configDir), [cwd]: trust }, 0o600);
}

function trustedFolders(configDir: string): Line {
  return readJsonOrNone(join(configDir, 'trustedFolders.json'));
}
