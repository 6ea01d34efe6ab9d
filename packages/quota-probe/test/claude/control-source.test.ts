import { claudeControlSource } from '../../src/claude/control.ts';
import { sourceConformance } from '../source-conformance.ts';
import { claudeUnderTest } from './under-test.ts';

sourceConformance({
  id: 'control',
  agent: 'claude',
  cost: { process: true, usageEndpoint: true, mayOpenWindow: false },
  create: (found) => claudeUnderTest(claudeControlSource, found),
});
