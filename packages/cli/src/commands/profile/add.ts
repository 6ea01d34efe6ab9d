import { homedir } from 'node:os';
import { join } from 'node:path';
import { AGENT_KINDS, AGENTS, CcxError, type AgentKind, type Profile, type Usability } from '@ccx/contracts';
import { EXIT } from '../../exit-codes.ts';
import { placeWords } from '../../profile-view/place-words.ts';
import { isLoggedIn } from '../../profile-view/who-rows.ts';
import { printableLine } from '../../render/printable.ts';
import type { Terminal } from '../../render/terminal.ts';
import { parseChoice } from '../parse-values.ts';
import { openAccounts } from './known.ts';
import { logIn } from './login.ts';
import { SETTINGS, wordsOf } from './settings.ts';
import { sayShared } from './shared.ts';

export interface AddFlags extends Readonly<Record<string, unknown>> {
  readonly agent?: string;
  readonly configDir?: string;
  readonly login?: boolean;
  readonly json?: boolean;
}

/** `ccx profile add`: gives an account a name and a place, and says what is to be done next. */
export async function addProfileCommand(name: string, flags: AddFlags, terminal: Terminal): Promise<number> {
  if (flags.login === true && flags.json === true) {
    throw new CcxError('invalid_argument', 'A login is a talk on stdout, where --json prints an object.', {
      hint: `ccx profile add ${name} --json && ccx profile login ${name}`,
    });
  }
  const [first] = AGENT_KINDS;
  const agent = parseChoice(flags.agent ?? first ?? '', '--agent', AGENT_KINDS);
  const accounts = await openAccounts();
  const configDir = flags.configDir ?? usualPlace(agent, name);
  const profile = await accounts.book.add({ ...wordsOf(flags), name, agent, configDir });
  const { stdout, stderr, symbols, home } = terminal;
  stderr.write(` ${symbols.done} ${name} added: ${AGENTS[agent].title} in ${placeWords(profile, home)}\n`);
  for (const [key, words] of settingsOf(profile)) stderr.write(`   ${key}: ${words}\n`);

  const login = flags.login === true ? await logIn(profile, accounts, terminal) : null;
  const answer = login?.answer ?? (await accounts.who.ask(profile));
  if (login === null && isLoggedIn(answer)) stderr.write(`   ${printableLine(answer.detail)}\n`);
  const shared = await sayShared(profile, accounts, terminal);
  stderr.write(`   ${nextStep(profile, answer)}\n`);
  if (flags.json === true) {
    stdout.write(`${JSON.stringify({ schemaVersion: 1, profile, login: answer, sharedWith: shared })}\n`);
  }
  return login?.exitCode ?? EXIT.done;
}

function nextStep({ name, agent }: Profile, answer: Usability): string {
  const { title, npmPackage } = AGENTS[agent];
  if (!answer.installed) return `npm install -g ${npmPackage}     installs ${title}`;
  if (isLoggedIn(answer)) return `ccx run "…" --profile ${name}     runs a prompt on it`;
  return `ccx profile login ${name}     starts the vendor's own login`;
}

/** Beside the vendor's own place, under the profile's name. */
function usualPlace(agent: AgentKind, name: string): string {
  return join(homedir(), `${AGENTS[agent].defaultConfigDir}-${name}`);
}

function settingsOf(profile: Profile): readonly (readonly [string, string])[] {
  return SETTINGS.flatMap(({ key, words }) => {
    const said = words(profile);
    return said === null ? [] : [[key, said] as const];
  });
}
