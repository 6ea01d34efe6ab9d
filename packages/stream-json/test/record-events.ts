/**
 * Writes the list of events beside every recording. Run it after a change that is meant to change events, and read the
 * difference: `node --conditions=@ccx/source test/record-events.ts`
 */
import { writeFileSync } from 'node:fs';
import { recordEvents } from '@ccx/testkit';
import { claude } from '../src/index.ts';
import { fixedClock, recording, RECORDING_NAMES } from './recordings.ts';

for (const name of RECORDING_NAMES) {
  const { stdout, stderr, eventsPath } = recording(name);
  const parser = claude.parser({ clock: fixedClock });
  const events = [...parser.push(stdout), ...parser.push(stderr, 'stderr'), ...parser.end()];
  writeFileSync(
    eventsPath,
    recordEvents(events)
      .map((event) => `${JSON.stringify(event)}\n`)
      .join(''),
  );
}
