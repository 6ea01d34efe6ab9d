/** A labelled line of the card, with the lines on which its words go on. */
export interface StatusField {
  readonly label: string;
  /** Joined by line ends; empty where nothing stands behind the label. */
  readonly words: string;
}

export interface StatusCard {
  readonly version: string | null;
  readonly fields: readonly StatusField[];
}

const ESCAPES = /\u001B\[[0-9;?]*[A-Za-z]/g;
/** Older versions draw a box around the card. */
const EDGES = /^[\s│|╭╰─]*|[\s│|╮╯─]*$/g;
const HEAD = />_ .*\bCodex \(v(?<version>\d+\.\d+\.\d+)/;
/** The command as it stands above its answer. */
const ASKED = /^\/status$/;
/** The composer, and what an agent says. */
const AFTER = /^\s*[›•■]/;
const LABELLED = /^(?<label>[\p{L}\d][^:]{0,99}?)\s*:(?:\s+(?<words>\S.*))?$/u;

/** The last answer to `/status` on a screen; the answers above it are older. */
export function readCard(text: string): StatusCard {
  const lines = text.replaceAll(ESCAPES, '').split(/\r\n|\r|\n/);
  const begins = lines.findLastIndex((line) => HEAD.test(line) || ASKED.test(line.trim()));
  const below = lines.slice(begins + 1);
  const ends = below.findIndex(
    (line, at) => AFTER.test(line) && below.slice(0, at).some((above) => above.trim() !== ''),
  );
  return {
    version: lines.flatMap((line) => HEAD.exec(line)?.groups?.['version'] ?? []).at(-1) ?? null,
    fields: fieldsOfLines(ends === -1 ? below : below.slice(0, ends)),
  };
}

function fieldsOfLines(lines: readonly string[]): readonly StatusField[] {
  const fields: { label: string; words: string }[] = [];
  let open = false;
  for (const line of lines.map((one) => one.replaceAll(EDGES, ''))) {
    const { label, words = '' } = LABELLED.exec(line)?.groups ?? {};
    const last = fields.at(-1);
    if (label !== undefined) fields.push({ label, words });
    else if (open && last !== undefined && line !== '') last.words += `${last.words === '' ? '' : '\n'}${line}`;
    open = line !== '' && (open || label !== undefined);
  }
  return fields;
}
