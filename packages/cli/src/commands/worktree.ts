import { homedir } from 'node:os';
import { composeWorktrees } from '../compose/worktrees.ts';
import { EXIT } from '../exit-codes.ts';
import { cutMiddle } from '../render/cut.ts';
import { shortPath } from '../render/short-path.ts';
import { table } from '../render/table.ts';
import type { Terminal } from '../render/terminal.ts';

/** `ccx worktree list`: what runs with --worktree have left in this repository. */
export async function listWorktreesCommand(terminal: Terminal, json: boolean): Promise<number> {
  const { list } = await composeWorktrees(process.cwd(), process.env, homedir());
  const worktrees = await list();
  if (json) {
    terminal.stdout.write(`${JSON.stringify({ schemaVersion: 1, worktrees })}\n`);
    return EXIT.done;
  }
  if (worktrees.length === 0) {
    terminal.stderr.write(' No worktree here. ccx run "…" --worktree NAME makes one.\n');
    return EXIT.done;
  }
  const columns = [
    { heading: 'name' },
    { heading: 'commits', align: 'right' },
    { heading: 'work' },
    { heading: 'where' },
  ] as const;
  const rows = worktrees.map(({ name, path, clean, ahead }) => [
    name,
    ahead === null ? '-' : String(ahead),
    clean === null ? '-' : clean ? 'committed' : 'not committed',
    cutMiddle(shortPath(path, terminal.home), 48, terminal.symbols.ellipsis),
  ]);
  terminal.stdout.write(`${table(columns, rows).join('\n')}\n`);
  return EXIT.done;
}

/** `ccx worktree remove`: takes one away, unless something would be lost. */
export async function removeWorktreeCommand(terminal: Terminal, name: string, deleteBranch: boolean): Promise<number> {
  const { remove } = await composeWorktrees(process.cwd(), process.env, homedir());
  const { path, branch, branchDeleted } = await remove(name, deleteBranch);
  const what = branchDeleted ? ` and its branch ${branch}` : `; its branch ${branch} stays`;
  terminal.stderr.write(` ${terminal.symbols.done} removed ${shortPath(path, terminal.home)}${what}
`);
  return EXIT.done;
}
