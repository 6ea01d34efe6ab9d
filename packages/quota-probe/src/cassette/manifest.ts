import { createHash } from 'node:crypto';
import { AGENT_KINDS, instantFromMs, type AgentKind, type Instant } from '@ccx/contracts';
import { fieldsOf, numberOf, parseFields, textOf } from '../fields.ts';

/** What a cassette says of itself. */
export interface CassetteManifest {
  readonly schemaVersion: 1;
  readonly agent: AgentKind;
  /** `null` where the screen did not say it. */
  readonly cliVersion: string | null;
  /** What was typed. */
  readonly command: string;
  readonly terminal: { readonly columns: number; readonly rows: number; readonly term: string };
  /** When the numbers were true; times on the screen are read from there. */
  readonly capturedAt: Instant;
  /** IANA name of the zone in which the CLI wrote times. */
  readonly timeZone: string;
  /** Who made it, and how. */
  readonly origin: string;
  /** SHA-256 of all the rest, in hexadecimal digits. */
  readonly digest: string;
}

/** The other files of a cassette, in the order in which the digest takes them. */
export const CASSETTE_FILES = ['session.cast', 'snapshot.json', 'scrub.json'] as const;

/** The texts of the files of a cassette. */
export type CassetteTexts = Readonly<Record<(typeof CASSETTE_FILES)[number], string>>;

/** What a manifest says, or in one sentence why it cannot be used. */
export function parseManifest(text: string): CassetteManifest | string {
  const file = parseFields(text);
  if (file === null) return 'is not JSON';
  const version = file['schemaVersion'];
  if (typeof version === 'number' && version > 1)
    return `is of version ${version}: a newer ccx made it, this one knows 1`;
  if (version !== 1) return 'does not say its version';
  const agent = AGENT_KINDS.find((kind) => kind === file['agent']);
  if (agent === undefined) return `is of an agent that is not known: ${JSON.stringify(file['agent'])}`;
  const terminal = fieldsOf(file['terminal']);
  const [columns, rows, term] = [
    numberOf(terminal?.['columns']),
    numberOf(terminal?.['rows']),
    textOf(terminal?.['term']),
  ];
  if (columns === null || rows === null || term === null) return 'does not say its terminal';
  const [command, timeZone, digest] = [textOf(file['command']), textOf(file['timeZone']), textOf(file['digest'])];
  const capturedAt = instantFromMs(Date.parse(textOf(file['capturedAt']) ?? ''));
  if (command === null || timeZone === null || digest === null || capturedAt === null) {
    return 'does not say its command, its time, its time zone and its digest';
  }
  return {
    schemaVersion: 1,
    agent,
    cliVersion: textOf(file['cliVersion']),
    command,
    terminal: { columns, rows, term },
    capturedAt,
    timeZone,
    origin: textOf(file['origin']) ?? '',
    digest,
  };
}

/** What {@link CassetteManifest.digest} has to be. */
export function digestOf(manifest: Omit<CassetteManifest, 'digest'>, texts: CassetteTexts): string {
  const hash = createHash('sha256').update(JSON.stringify({ ...manifest, digest: undefined }));
  for (const name of CASSETTE_FILES) hash.update('\0').update(texts[name]);
  return hash.digest('hex');
}
