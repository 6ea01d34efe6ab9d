import { type Account, type AgentKind, AGENT_KINDS, promptStep, type UsageRecord } from '@ccx/contracts';
import { numberOf, type Row, textOf, textOrNull, wordOf } from '@ccx/contracts/sqlite';
import type { Connection } from '../sqlite/connection.ts';

/** Bits of `contexts.flags`. */
export const BATCH = 1;
export const LONG_PROMPT = 2;
export const SIDECHAIN = 4;
export const VENDOR_PRICED = 8;
/** Above them stands how long the prompt is, in thousands of tokens. */
const STEP = 16;

/** The {@link promptStep} in `contexts.flags`. */
export function stepIn(flags: number): number {
  return Math.floor(flags / STEP) * 1000;
}

/** Short numbers for what repeats in many rows, remembered as long as the database is open. */
export class Names {
  readonly #connection: Connection;
  readonly #texts = new Map<string, number>();
  readonly #textById = new Map<number, string>();
  readonly #accounts = new Map<string, number>();
  readonly #accountById = new Map<number, Account>();
  readonly #contexts = new Map<string, number>();

  constructor(connection: Connection) {
    this.#connection = connection;
    // What a transaction numbered is gone with it, and another process may use the same number.
    connection.onRollback(() => {
      for (const map of [this.#texts, this.#textById, this.#accounts, this.#accountById, this.#contexts]) map.clear();
    });
  }

  /** The number of a text that is kept; `undefined` for one that is not. */
  findText(text: string): number | undefined {
    const known = this.#texts.get(text);
    if (known !== undefined) return known;
    const id = idOf(this.#connection.sql('SELECT id FROM texts WHERE text = ?').get(text));
    if (id !== undefined) this.#texts.set(text, id);
    return id;
  }

  /** The number of a text, kept from now on; 0 for `null`. */
  text(text: string | null | undefined): number {
    if (text === null || text === undefined) return 0;
    const found = this.findText(text);
    if (found !== undefined) return found;
    const id = numberOf(this.#connection.sql('INSERT INTO texts (text) VALUES (?)').run(text).lastInsertRowid);
    this.#texts.set(text, id);
    return id;
  }

  textOf(id: number): string | null {
    if (id === 0) return null;
    const known = this.#textById.get(id);
    if (known !== undefined) return known;
    const text = textOf(this.#connection.sql('SELECT text FROM texts WHERE id = ?').get(id)?.['text']);
    this.#textById.set(id, text);
    return text;
  }

  findAccount(accountId: string): number | undefined {
    const known = this.#accounts.get(accountId);
    if (known !== undefined) return known;
    const id = idOf(this.#connection.sql('SELECT id FROM accounts WHERE name = ?').get(accountId));
    if (id !== undefined) this.#accounts.set(accountId, id);
    return id;
  }

  accountsOf(agent: AgentKind): readonly number[] {
    const rows = this.#connection.sql('SELECT id FROM accounts WHERE agent = ?').all(agent);
    return rows.map(({ id }) => numberOf(id));
  }

  /** The folders of calls that belong to a project: it itself, what lies below it, and the worktrees of a repository. */
  foldersOf(project: string): readonly number[] {
    const rows = this.#connection.sql(FOLDERS_OF).all(project, project.endsWith('/') ? project : `${project}/`);
    return rows.map(({ id }) => numberOf(id));
  }

  account(account: Account): number {
    const found = this.findAccount(account.id);
    if (found !== undefined) return found;
    const insert = this.#connection.sql('INSERT INTO accounts (name, agent, config_dir) VALUES (?, ?, ?)');
    const id = numberOf(insert.run(account.id, account.agent, account.configDir).lastInsertRowid);
    this.#accounts.set(account.id, id);
    return id;
  }

  accountOf(id: number): Account {
    const known = this.#accountById.get(id);
    if (known !== undefined) return known;
    const row: Row = this.#connection.sql('SELECT name, agent, config_dir FROM accounts WHERE id = ?').get(id) ?? {};
    const account: Account = {
      id: textOf(row['name']),
      agent: wordOf(AGENT_KINDS, row['agent']),
      configDir: textOrNull(row['config_dir']),
    };
    this.#accountById.set(id, account);
    return account;
  }

  /** The number of all that a call has in common with its neighbours. */
  context(record: UsageRecord): number {
    const flags =
      (record.batch === true ? BATCH : 0) |
      (record.longPrompt === true ? LONG_PROMPT : 0) |
      (record.sidechain === true ? SIDECHAIN : 0) |
      (record.vendorCostUsd === null ? 0 : VENDOR_PRICED) |
      ((promptStep(record.usage) / 1000) * STEP);
    const columns = [
      this.account(record.account),
      this.text(record.sessionId),
      this.text(record.model),
      this.text(record.cwd),
      this.text(record.gitBranch),
      this.text(record.subagentType),
      this.text(record.entrypoint),
      this.text(record.speed),
      this.text(record.geography),
      flags,
    ];
    const key = columns.join(' ');
    const known = this.#contexts.get(key);
    if (known !== undefined) return known;
    const id =
      idOf(this.#connection.sql(FIND_CONTEXT).get(...columns)) ??
      numberOf(this.#connection.sql(ADD_CONTEXT).run(...columns).lastInsertRowid);
    this.#contexts.set(key, id);
    return id;
  }
}

const FIND_CONTEXT = `SELECT id FROM contexts WHERE account = ? AND session = ? AND model = ? AND cwd = ? AND branch = ?
  AND subagent = ? AND entrypoint = ? AND speed = ? AND geography = ? AND flags = ?`;
const ADD_CONTEXT = `INSERT INTO contexts (account, session, model, cwd, branch, subagent, entrypoint, speed, geography, flags)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`;

const FOLDERS_OF = `SELECT DISTINCT c.cwd AS id FROM contexts c JOIN texts t ON t.id = c.cwd
  LEFT JOIN folders f ON f.cwd = c.cwd LEFT JOIN texts r ON r.id = f.repository
  WHERE t.text = ?1 OR r.text = ?1 OR substr(t.text, 1, length(?2)) = ?2`;

function idOf(row: Row | undefined): number | undefined {
  return row === undefined ? undefined : numberOf(row['id']);
}
