/**
 * Writes the list of events beside every recording of Gemini CLI. Run it after a change that is meant to change events,
 * and read the difference: `node --conditions=@ccx/source test/gemini/record-events.ts`
 */
import { writeFileSync } from 'node:fs';
import { recordEvents } from '@ccx/testkit';
import { gemini } from '../../src/index.ts';
import { fixedClock } from '../recordings.ts';
import { recording, RECORDING_NAMES } from './recordings.ts';

for (const name of RECORDING_NAMES) {
  const { stdout, stderr, eventsPath } = recording(name);
  const parser = gemini.parser({ clock: fixedClock });
  const events = [...parser.push(stdout), ...parser.push(stderr, 'stderr'), ...parser.end()];
  writeFileSync(
    eventsPath,
    recordEvents(events)
      .map((event) => `${JSON.stringify(event)}\n`)
      .join(''),
  );
}
