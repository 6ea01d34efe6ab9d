import { closeSync, openSync, writeSync } from 'node:fs';
import { recording, RECORDING_NAMES } from '../../packages/stream-json/test/recordings.ts';

/** How often the texts of a line are repeated, in turn: most lines of a run are short, some carry a file. */
const SCALES: readonly number[] = [1, 10, 1, 100];
/** The recordings are runs of a few lines; of their first and last lines so many are left out, as in a run of hundreds. */
const FRAMES_PER_KEPT = 50;

/** Lines of real runs: every recorded line that is one object of the stream format, long ones left out. */
export function recordedLines(): readonly string[] {
  return RECORDING_NAMES.flatMap((name) => recording(name).stdout.toString('utf8').split('\n')).filter(
    (line) => line.startsWith('{"') && line.endsWith('}') && line.length < 40_000,
  );
}

/** The recorded lines as a long run would write them: few frames, and texts of all sizes. */
export function longRunLines(): readonly string[] {
  const recorded = recordedLines();
  const frames = recorded.filter(isFrame).filter((_line, index) => index % FRAMES_PER_KEPT === 0);
  const body = recorded.filter((line) => !isFrame(line));
  return [...frames, ...body.map((line, index) => scaled(line, SCALES[index % SCALES.length] ?? 1))];
}

function isFrame(line: string): boolean {
  return /"type":"(?:result|control_response)"|^\{"type":"system","subtype":"init"/.test(line);
}

/**
 * A line as a longer run writes it: every text of an answer and every result of a tool repeated. Escapes and characters
 * stay as they were.
 */
export function scaled(line: string, times: number): string {
  return line.replaceAll(
    /"(text|content|thinking|stdout)":"((?:[^"\\]|\\.)+)"/g,
    (_all, key: string, text: string) => `"${key}":"${text.repeat(times)}"`,
  );
}

/** Writes at least so many bytes of these lines, whole lines only. */
export function writeInput(
  path: string,
  lines: readonly string[],
  bytes: number,
): { readonly bytes: number; readonly lines: number } {
  const block = Buffer.from(`${lines.join('\n')}\n`);
  const file = openSync(path, 'w');
  try {
    let written = 0;
    let count = 0;
    while (written < bytes) {
      writeSync(file, block);
      written += block.length;
      count += lines.length;
    }
    return { bytes: written, lines: count };
  } finally {
    closeSync(file);
  }
}
