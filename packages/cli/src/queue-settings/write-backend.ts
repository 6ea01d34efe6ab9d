import { isDeepStrictEqual } from 'node:util';
import { CcxError } from '@ccx/contracts';
import { parse } from 'smol-toml';
import { keyLine } from './key-line.ts';

/**
 * The text of a `config.toml` that names this backend, everything else as it was; `null` takes the name away.
 *
 * @throws {CcxError} `invalid_config` where the text is written so that it cannot be changed alone
 */
export function withBackend(text: string, backend: string | null): string {
  const meant = parse(text);
  const others = Object.entries(tableOf(meant['queue'])).filter(([key]) => key !== 'backend');
  const table = { ...Object.fromEntries(others), ...(backend !== null && { backend }) };
  const after = edited(text, backend);
  const said = parsed(after);
  const wanted = { ...meant, queue: table };
  if (said !== null && isDeepStrictEqual({ ...said, queue: { ...tableOf(said['queue']) } }, wanted)) return after;
  throw new CcxError('invalid_config', 'The queue in config.toml is written in a form that ccx cannot change.', {
    hint: `write it as [queue] with its keys below; then backend = ${JSON.stringify(backend ?? '')}`,
  });
}

function edited(text: string, backend: string | null): string {
  const newline = text.includes('\r\n') ? '\r\n' : '\n';
  const lines = text.split(/\r?\n/);
  const words = backend === null ? [] : [`backend = ${JSON.stringify(backend)}`];
  const at = keyLine(text, 'queue', 'backend');
  if (at !== null) return lines.toSpliced(at - 1, 1, ...words).join(newline);
  if (backend === null) return text;
  const header = lines.findIndex((line) => /^\s*\[\s*queue\s*\]/.test(line));
  if (header >= 0) return lines.toSpliced(header + 1, 0, ...words).join(newline);
  const gap = text.trim() === '' ? '' : text.endsWith('\n') ? newline : newline.repeat(2);
  return `${text.trim() === '' ? '' : text}${gap}[queue]${newline}${words.join('')}${newline}`;
}

function tableOf(value: unknown): object {
  return typeof value === 'object' && value !== null ? value : {};
}

function parsed(text: string): Readonly<Record<string, unknown>> | null {
  try {
    return parse(text);
  } catch {
    return null;
  }
}
