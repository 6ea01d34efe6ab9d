import { codexPtySource } from '../../src/codex/pty.ts';
import { sourceConformance } from '../source-conformance.ts';
import { screenUnderTest } from './under-test.ts';

const quota = { fiveHour: { percent: 42, resetsIn: '2h' }, sevenDay: { percent: 17.5, resetsIn: '4d' } };

sourceConformance({
  id: 'pty',
  agent: 'codex',
  cost: { process: true, usageEndpoint: true, mayOpenWindow: false },
  create: (found) =>
    screenUnderTest('codex', codexPtySource, found, {
      numbers: { login: 'subscription', quota },
      'no-numbers': { login: 'subscription', quota: { ...quota, fails: 500 } },
    }),
});
