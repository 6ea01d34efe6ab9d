import { mkdir, mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';

/** A home directory that lives as long as a test. */
export interface TempHome {
  /** Canonical, mode 0700. */
  readonly home: string;
  /** An empty working directory beside the home, mode 0700. */
  readonly cwd: string;
  /** All that a child may know: nothing of the real environment but the places of programs. */
  readonly env: Readonly<Record<string, string>>;
  /** What children take for the system's temporary folder, mode 0700. */
  readonly tmp: string;
  /** Deletes home, working directory and temporary folder; harmless when called twice. */
  remove(): Promise<void>;
}

/**
 * An empty home and working directory under the system's temporary folder, with an environment that keeps no
 * variable of the person who runs the tests: no key, no token, no config dir, no running session.
 *
 * @param options.env added last, over the defaults
 * @param options.path folders to search before this Node's own and the system's
 */
export async function createTempHome(
  options: { readonly env?: Readonly<Record<string, string>>; readonly path?: readonly string[] } = {},
): Promise<TempHome> {
  // Canonical, because accounts are keyed by canonical paths and macOS keeps its temporary folder behind a link.
  const root = await realpath(await mkdtemp(join(tmpdir(), 'ccx-test-')));
  const home = join(root, 'home');
  const cwd = join(root, 'work');
  const tmp = join(root, 'tmp');
  for (const folder of [home, cwd, tmp]) await mkdir(folder, { mode: 0o700 });
  const path = [...(options.path ?? []), dirname(process.execPath), '/usr/local/bin', '/usr/bin', '/bin'];
  return {
    home,
    cwd,
    tmp,
    env: {
      HOME: home,
      PATH: path.join(delimiter),
      TMPDIR: tmp,
      LANG: 'C.UTF-8',
      TERM: 'xterm-256color',
      TZ: 'UTC',
      DISABLE_AUTOUPDATER: '1',
      DISABLE_TELEMETRY: '1',
      ...options.env,
    },
    // A child that was killed a moment ago may still be writing.
    remove: () => rm(root, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 }),
  };
}
