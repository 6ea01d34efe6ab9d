import { spawnSync } from 'node:child_process';
import { tmpdir } from 'node:os';

const asked = new Map<string, FetchedNode>();

/** The path of a Node, or why there is none. */
export type FetchedNode = { readonly path: string } | { readonly path: null; readonly why: string };

/** The path of a Node of exactly this version, taken from npm; `null` and the reason where npm cannot give it. */
export function fetchNode(version: string): FetchedNode {
  const known = asked.get(version) ?? ask(version);
  asked.set(version, known);
  return known;
}

function ask(version: string): FetchedNode {
  const darwinArm = process.platform === 'darwin' && process.arch === 'arm64';
  const name = `node${darwinArm ? '-bin' : ''}-${process.platform}-${process.arch}@${version}`;
  const args = ['exec', '--yes', '--fetch-retries=0', `--package=${name}`, '-c', 'node -p process.execPath'];
  const { status, stdout, stderr } = spawnSync('npm', args, { cwd: tmpdir(), encoding: 'utf8', timeout: 120_000 });
  const path = stdout.trim();
  if (status === 0 && path !== '') return { path };
  return { path: null, why: `npm gave no ${name}: ${stderr.trim().split('\n')[0] ?? ''}` };
}
