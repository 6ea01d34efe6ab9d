import { basename } from 'node:path';

const LONGEST_NAME = 48;
const segmenter: Intl.Segmenter = new Intl.Segmenter();

/** `0d0c83aa@shop`: the first 8 characters of the session's id and the last segment of its folder. */
export function targetOf(sessionId: string | null, cwd: string | null): string {
  return `${Array.from(sessionId ?? '')
    .slice(0, 8)
    .join('')}@${lastSegment(cwd)}`;
}

/** The goal, cut to 48 characters, else the last segment of the folder. */
export function renameOf(goal: string, cwd: string | null): string {
  return goal === '' ? lastSegment(cwd) : cutName(goal);
}

/** The first 48 code points, less those of a character that would be cut in half: emojis are made of several. */
export function cutName(text: string): string {
  if (text.length <= LONGEST_NAME) return text;
  let cut = '';
  let left = LONGEST_NAME;
  for (const { segment } of segmenter.segment(text)) {
    left -= Array.from(segment).length;
    if (left < 0) break;
    cut += segment;
  }
  return cut;
}

/** As the reference has it: `.` where nothing is known, `/` at the root. */
function lastSegment(cwd: string | null): string {
  if (cwd === null || cwd === '') return '.';
  return basename(cwd) || '/';
}
