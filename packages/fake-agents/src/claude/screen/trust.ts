import { readFileSync, writeFileSync } from 'node:fs';
import { isLine, objectAt } from '../json.ts';
import type { Line } from '../line.ts';
import type { Place } from '../place.ts';
import { row, rule, wrapped, type Row } from './rows.ts';

/** Whether a person said that this folder may be worked in. */
export function isTrusted(place: Place): boolean {
  return objectAt(objectAt(readConfig(place), 'projects'), place.cwd)['hasTrustDialogAccepted'] === true;
}

/** Remembers it as the CLI does. */
export function trust(place: Place): void {
  const config = readConfig(place);
  const projects = objectAt(config, 'projects');
  const project = { ...objectAt(projects, place.cwd), hasTrustDialogAccepted: true };
  writeFileSync(
    place.configFile,
    JSON.stringify({ ...config, projects: { ...projects, [place.cwd]: project } }, null, 2),
  );
}

const QUESTION =
  "Quick safety check: Is this a project you created or one you trust? (Like your own code, a well-known open source project, or work from your team). If not, take a moment to review what's in this folder first.";

/** The dialog; the first answer, `No, exit`, is the default. */
export function trustDialog(cwd: string, chosen: 0 | 1, columns: number): readonly Row[] {
  const answer = (text: string, index: 0 | 1): Row =>
    row(` ${chosen === index ? '❯' : ' '} ${text}`, ...(chosen === index ? ['accent' as const] : []));
  return [
    row(''),
    rule(columns),
    row(' Accessing workspace:', 'bold'),
    row(''),
    row(` ${cwd}`, 'bold'),
    row(''),
    ...wrapped(QUESTION, columns - 2).map((line) => row(` ${line}`)),
    row(''),
    row(" Claude Code'll be able to read, edit, and execute files here."),
    row(''),
    row(' Security guide', 'dim'),
    row(''),
    answer('No, exit', 0),
    answer('Yes, I trust this folder', 1),
    row(''),
    row(' Enter to confirm · Esc to cancel', 'dim'),
  ];
}

function readConfig(place: Place): Line {
  try {
    const value: unknown = JSON.parse(readFileSync(place.configFile, 'utf8'));
    return isLine(value) ? value : {};
  } catch {
    return {};
  }
}
