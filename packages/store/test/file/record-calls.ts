// Commits one batch after the other, from the cursor on, until `last` is reached or it is killed.
// Usage: node record-calls.ts <database> <transcript> <last>
import { openStore } from '../../src/index.ts';
import { ada, batch, record } from '../records.ts';

const [path = '', file = '', last = '0'] = process.argv.slice(2);
const store = openStore(path);
for (let next = Number(store.cursor(file) ?? 0) + 1; next <= Number(last); next++) {
  const id = `${file} ${next}`;
  // Its own call, and a copy of a call that every other process tells of too.
  const records = [record({ id }), record({ id: `shared ${next}` })];
  const turns = [{ id, account: ada, sessionId: 's', at: '2026-03-10T12:00:00.000Z' }];
  store.commit(batch(file, records, { cursor: String(next), turns, skipped: { malformed: 1 } }));
  store.updateSession(ada.id, 'shared', (before) => ({
    accountId: ada.id,
    profile: null,
    session: 'shared',
    transcript: null,
    cwd: null,
    model: null,
    source: null,
    permission: null,
    startedAt: null,
    endedAt: null,
    lastSeenAt: '2026-03-10T12:00:00.000Z',
    status: 'running',
    endReason: null,
    failureError: null,
    failureDetails: null,
    compactCount: (before?.compactCount ?? 0) + 1,
  }));
}
store.close();
