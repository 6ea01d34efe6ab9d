import type { Terminal } from '../render/terminal.ts';

const KEYS: readonly (readonly [keys: string, does: string])[] = [
  ['up, down, j, k', 'choose; also PgUp, PgDn, Home, End'],
  ['enter, f', 'jump to its terminal'],
  ['m, t', 'write it a message; Enter sends, Esc does not'],
  ['x', 'stop it'],
  ['/', 'show only what matches; Esc shows all again'],
  ['s', 'next order'],
  ['a', 'dead ones too'],
  ['ctrl-z', 'leave it for a while; fg comes back'],
  ['q, esc', 'quit'],
];

export function keyLines({ stdout }: Terminal): readonly string[] {
  const width = Math.max(...KEYS.map(([keys]) => keys.length));
  return KEYS.map(([keys, does]) => ` ${stdout.colors.bold(keys.padEnd(width))}   ${does}`);
}
