/** A path as people write it: their home is `~`. */
export function shortPath(path: string, home: string | null): string {
  return home !== null && path.startsWith(`${home}/`) ? `~${path.slice(home.length)}` : path;
}
