import { existsSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { createHash } from 'node:crypto';
import type { Login, Scenario } from '../scenario/scenario.ts';
import type { Machine } from '../machine/machine.ts';

/** Where the CLI keeps its files, and who it is for. */
export interface Place {
  readonly configDir: string;
  /** `.claude.json`: inside the config dir when CLAUDE_CONFIG_DIR is set, beside it otherwise. */
  readonly configFile: string;
  readonly cwd: string;
  /** The folder of this working directory's transcripts. */
  readonly projectDir: string;
  readonly slug: string;
}

/** Every character that is no letter or digit becomes a dash. */
function projectSlug(cwd: string): string {
  return cwd.replaceAll(/[^a-zA-Z0-9]/g, '-');
}

export function findPlace(machine: Machine): Place {
  const moved = machine.env['CLAUDE_CONFIG_DIR'] ?? '';
  const configDir = moved === '' ? join(machine.home, '.claude') : moved;
  const slug = projectSlug(machine.cwd);
  return {
    configDir,
    configFile: moved === '' ? join(machine.home, '.claude.json') : join(configDir, '.claude.json'),
    cwd: machine.cwd,
    projectDir: join(configDir, 'projects', slug),
    slug,
  };
}

/** The scenario's word, else the environment's, else what the existence of the credential file tells. */
export function findLogin(scenario: Scenario, machine: Machine, place: Place): Login {
  if (scenario.login !== undefined) return scenario.login;
  if ((machine.env['ANTHROPIC_API_KEY'] ?? '') !== '') return 'api-key';
  if ((machine.env['CLAUDE_CODE_OAUTH_TOKEN'] ?? '') !== '') return 'setup-token';
  return existsSync(join(place.configDir, '.credentials.json')) ? 'subscription' : 'none';
}

/** Field 22 of /proc/PID/stat, counted after the name, which may itself hold brackets; empty where there is no /proc. */
export function processStart(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '';
  } catch {
    return '';
  }
}

/** The machine's boot and the pid namespace, as the session file writes them. */
export function pidDomain(): string {
  try {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    const hash = createHash('sha256').update(boot).digest('hex').slice(0, 32);
    return `linux:${hash}:${readlinkSync('/proc/self/ns/pid')}`;
  } catch {
    return `${process.platform}:unknown`;
  }
}
