/** A value, `null` where it is unknown, `undefined` where there is no such field. */
export type ValueOf = (field: string) => string | null | undefined;

/**
 * Fills a format: `{field}` is the field's value, `-` where it is unknown; what stands in `[…]` is left out where a
 * field in it is unknown; a backslash takes the next character as it is. Everything else is printed as it stands.
 *
 * @example
 * fillFormat('[{model} · ][5h {session}[ ({session-reset})]]', valueOf); // 'Opus 5.5 · 5h 42%'
 */
export function fillFormat(format: string, valueOf: ValueOf): string {
  let at = 0;
  const fill = (inBrackets: boolean): { readonly text: string; readonly known: boolean } => {
    let text = '';
    let known = true;
    while (at < format.length) {
      const char = format.charAt(at);
      at += 1;
      if (char === ']' && inBrackets) break;
      if (char === '[') {
        const part = fill(true);
        if (part.known) text += part.text;
        continue;
      }
      if (char === '\\' && at < format.length) {
        text += format.charAt(at);
        at += 1;
        continue;
      }
      const end = char === '{' ? format.indexOf('}', at) : -1;
      const value = end < 0 ? undefined : valueOf(format.slice(at, end));
      if (value === undefined) {
        text += char;
        continue;
      }
      at = end + 1;
      known &&= value !== null;
      text += value ?? '-';
    }
    return { text, known };
  };
  return fill(false).text;
}

/** The names in braces, in order. */
export function fieldsInFormat(format: string): readonly string[] {
  const names: string[] = [];
  // Unknown all: no bracket hides a name, because it is asked for before it is left out.
  fillFormat(format, (name) => {
    names.push(name);
    return null;
  });
  return names;
}
