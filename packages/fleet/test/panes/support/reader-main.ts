// A program in a terminal that takes pastes as the agents do: bracketed, long ones shown as a placeholder, submitted by
// an Enter outside of the bracket. What is submitted goes into a file, one line of JSON each.
//
// reader-main.ts FILE [deaf|plain|wary]
//   deaf: throws pastes away, as a dialog does; plain: did not ask for brackets
//   wary: takes an Enter within 40 ms of a paste, or after a backslash, for a line break, as Gemini CLI 0.61.0 does
import { appendFileSync } from 'node:fs';

const [file = '', manner = ''] = process.argv.slice(2);
let raw = '';
let typed = '';
let pastes = 0;
let pastedAt = 0;

process.stdin.setRawMode(true).setEncoding('utf8');
process.stdout.write(`${manner === 'plain' ? '' : '\u001b[?2004h'}ready\r\n> `);
process.stdin.on('data', (data) => {
  raw += String(data);
  for (let next = take(); next !== null; next = take()) {
    if (next === '\r' && !breaksLine()) submit();
    else {
      typed += next;
      process.stdout.write(next.replaceAll('\n', '\r\n  '));
    }
  }
});

/** The next key or paste; `null`: not whole yet. */
function take(): string | null {
  const begin = '\u001b[200~';
  if (raw === '' || (raw.length < begin.length && begin.startsWith(raw))) return null;
  if (!raw.startsWith(begin)) return skip(1);
  const end = raw.indexOf('\u001b[201~');
  if (end < 0) return null;
  const text = raw.slice(begin.length, end);
  skip(end + begin.length);
  if (manner === 'deaf') return '';
  pastes += 1;
  pastedAt = Date.now();
  if (text.length < 1000) return text;
  typed += text;
  process.stdout.write(`[Pasted text #${pastes} +${text.split('\n').length - 1} lines]`);
  return '';
}

function breaksLine(): boolean {
  return manner === 'wary' && (Date.now() - pastedAt < 40 || typed.endsWith('\\'));
}

function skip(length: number): string {
  const head = raw.slice(0, length);
  raw = raw.slice(length);
  return head;
}

function submit(): void {
  appendFileSync(file, `${JSON.stringify({ pid: process.pid, text: typed, pastes })}\n`);
  typed = '';
  process.stdout.write('\r\n> ');
}
