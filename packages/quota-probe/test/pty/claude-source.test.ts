import { claudePtySource } from '../../src/claude/pty.ts';
import { sourceConformance } from '../source-conformance.ts';
import { screenUnderTest } from './under-test.ts';

const quota = { fiveHour: { percent: 42, resetsIn: '2h' }, sevenDay: { percent: 17.5, resetsIn: '4d' } };

sourceConformance({
  id: 'pty',
  agent: 'claude',
  cost: { process: true, usageEndpoint: true, mayOpenWindow: true },
  create: (found) =>
    screenUnderTest('claude', claudePtySource, found, {
      numbers: { login: 'subscription', quota },
      'no-numbers': { login: 'subscription', quota: { ...quota, fails: 500 } },
    }),
});
