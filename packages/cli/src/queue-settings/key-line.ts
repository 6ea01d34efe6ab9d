/**
 * The line on which a key of a table stands, from 1 on; `null` where it is written in another form than below its header
 * or as `table.key`.
 */
export function keyLine(text: string, table: string, key: string): number | null {
  let header = '';
  for (const [at, line] of text.split('\n').entries()) {
    const said = /^\s*\[([^[\]]+)\]/.exec(line)?.[1];
    if (said !== undefined) header = plain(said);
    if (header === `${table}.${key}` && said !== undefined) return at + 1;
    const name = /^\s*([\w."'-]+)\s*=/.exec(line)?.[1];
    if (name === undefined) continue;
    const whole = header === '' ? plain(name) : `${header}.${plain(name)}`;
    if (whole === `${table}.${key}` || whole.startsWith(`${table}.${key}.`)) return at + 1;
  }
  return null;
}

function plain(name: string): string {
  return name.replace(/["'\s]/g, '');
}
