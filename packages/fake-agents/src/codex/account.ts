import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isLine, textAt } from '../claude/json.ts';
import { newUuid } from '../claude/ids.ts';
import type { Machine } from '../machine/machine.ts';
import type { Scenario } from '../scenario/scenario.ts';

const PLANS = 'free go plus pro prolite promax team business enterprise edu edu_plus edu_pro sci sci_plus ent26'.split(
  ' ',
);

/** Who is logged in, as the CLI knows it without asking anybody. */
export interface CodexAccount {
  readonly is: 'none' | 'api-key' | 'chatgpt';
  /** The key of an `api-key` login that was stored. */
  readonly key: string | null;
  readonly email: string;
  /** `unknown` where Codex knows no such plan. */
  readonly plan: string;
  readonly accountId: string;
  /** The tokens look good and are refused at their first use. */
  readonly expired: boolean;
}

/** `$CODEX_HOME`, or `~/.codex`. */
export function codexHome(machine: Machine): string {
  const moved = machine.env['CODEX_HOME'] ?? '';
  return moved === '' ? join(machine.home, '.codex') : moved;
}

/** The scenario's word, else what `auth.json` holds. */
export function findAccount(machine: Machine, { login, account = {} }: Scenario): CodexAccount {
  const stored = storedLogin(machine);
  const said = login === 'setup-token' || login === 'expired' || login === 'subscription' ? 'chatgpt' : login;
  const { plan = 'plus' } = account;
  return {
    is: said ?? stored.is,
    key: stored.key,
    email: account.email ?? 'dev@example.com',
    plan: PLANS.includes(plan) ? plan : 'unknown',
    accountId: account.accountUuid ?? stored.accountId ?? 'acct-00000000-0000-4000-8000-000000000001',
    expired: login === 'expired',
  };
}

function storedLogin(machine: Machine): Pick<CodexAccount, 'is' | 'key'> & { readonly accountId: string | null } {
  try {
    const auth: unknown = JSON.parse(readFileSync(join(codexHome(machine), 'auth.json'), 'utf8'));
    if (!isLine(auth)) return { is: 'none', key: null, accountId: null };
    const tokens = auth['tokens'];
    if (isLine(tokens)) return { is: 'chatgpt', key: null, accountId: textAt(tokens, 'account_id') };
    const key = textAt(auth, 'OPENAI_API_KEY');
    return { is: key === null ? 'none' : 'api-key', key, accountId: null };
  } catch {
    return { is: 'none', key: null, accountId: null };
  }
}

/** The id of this installation, which is made when it is first asked for. */
export function installationId(machine: Machine): string {
  const file = join(codexHome(machine), 'installation_id');
  try {
    return readFileSync(file, 'utf8').trim();
  } catch {
    const id = newUuid();
    mkdirSync(codexHome(machine), { recursive: true });
    writeFileSync(file, id);
    return id;
  }
}
