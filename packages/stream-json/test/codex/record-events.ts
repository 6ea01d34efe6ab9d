/**
 * Writes the list of events beside every recording of Codex. Run it after a change that is meant to change events, and
 * read the difference: `node --conditions=@ccx/source test/codex/record-events.ts`
 */
import { writeFileSync } from 'node:fs';
import { recordEvents } from '@ccx/testkit';
import { codex } from '../../src/index.ts';
import { fixedClock } from '../recordings.ts';
import { CODEX_RECORDING_NAMES, codexRecording } from './recordings.ts';

for (const name of CODEX_RECORDING_NAMES) {
  const { stdout, stderr, eventsPath } = codexRecording(name);
  const parser = codex.parser({ clock: fixedClock });
  const events = [...parser.push(stdout), ...parser.push(stderr, 'stderr'), ...parser.end()];
  writeFileSync(
    eventsPath,
    recordEvents(events)
      .map((event) => `${JSON.stringify(event)}\n`)
      .join(''),
  );
}
