import { chmod, lstat, mkdir, readdir, readFile, readlink, utimes, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { accountId, CcxError, type Account, type AgentKind, type CcxErrorCode } from '@ccx/contracts';
import { createTempHome, type TempHome } from '@ccx/testkit';
import { onTestFinished } from 'vitest';
import { createLinks, type Links, type LinksOptions } from '../../src/links/links.ts';

/** Two accounts of a person, and what links them. */
export interface World {
  readonly home: TempHome;
  /** Whose things are used. */
  readonly base: Account;
  /** Who uses them. */
  readonly work: Account;
  readonly stateDir: string;
  /** Below the home. */
  readonly path: (...names: readonly string[]) => string;
  readonly links: (options?: Partial<LinksOptions>) => Links;
  readonly account: (name: string, agent?: AgentKind) => Account;
}

export async function openWorld(agent: AgentKind = 'claude'): Promise<World> {
  const home = await createTempHome();
  onTestFinished(() => home.remove());
  const path = (...names: readonly string[]): string => join(home.home, ...names);
  const account = (name: string, kind = agent): Account => {
    const configDir = path(name);
    return { agent: kind, configDir, id: accountId(kind, configDir) };
  };
  await mkdir(path('base'));
  await mkdir(path('work'));
  const stateDir = path('state');
  return {
    home,
    base: account('base'),
    work: account('work'),
    stateDir,
    path,
    account,
    // Nobody lives on these homes, unless a test says so: this machine's own sessions are none of the test's.
    links: (options = {}) => createLinks({ stateDir, env: {}, home: home.home, sessions: async () => [], ...options }),
  };
}

/** Writes files with the folders above them. */
export async function plant(folder: string, files: Readonly<Record<string, string>>): Promise<void> {
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), text);
  }
}

/** Gives a file a mode and a time of its own. */
export async function age(path: string, mode: number, iso: string): Promise<void> {
  await chmod(path, mode);
  await utimes(path, new Date(iso), new Date(iso));
}

/** All below a folder: files by their text, links by where they lead, folders as `/`. */
export async function tree(folder: string): Promise<Readonly<Record<string, string>>> {
  const told: Record<string, string> = {};
  // Not `recursive`, which goes through links.
  for (const name of await readdir(folder).catch((): string[] => [])) {
    const path = join(folder, name);
    const found = await lstat(path);
    if (found.isSymbolicLink()) told[name] = `-> ${await readlink(path)}`;
    else if (found.isFile()) told[name] = await readFile(path, 'utf8');
    else
      for (const [below, text] of [['', '/'] as const, ...Object.entries(await tree(path))])
        told[join(name, below)] = text;
  }
  return told;
}

/** The same without folders: those that a failed change made and left are empty and mean nothing. */
export async function files(folder: string): Promise<Readonly<Record<string, string>>> {
  return Object.fromEntries(Object.entries(await tree(folder)).filter(([, text]) => text !== '/'));
}

/** The error that something must throw. */
export async function thrown(code: CcxErrorCode, body: () => Promise<unknown>): Promise<CcxError> {
  const error = await body().then(
    (value) => new Error(`no error but ${JSON.stringify(value)}`),
    (reason: unknown) => reason,
  );
  if (CcxError.is(error, code)) return error;
  throw error;
}
