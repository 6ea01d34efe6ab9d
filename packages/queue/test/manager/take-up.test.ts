import { expect, test } from 'vitest';
import type { WorkProgress } from '@ccx/contracts';
import { cutShort } from '../../src/manager/cut-short.ts';
import { takeUp } from '../../src/manager/take-up.ts';

const progress: WorkProgress = { accountId: 'claude:default', profile: 'work', sessionId: 's1', effects: 'possible' };
const gemini: WorkProgress = { ...progress, accountId: 'gemini:default' };
const resume = { onEffects: 'resume' } as const;
const retry = { onEffects: 'retry' } as const;
const ask = { onEffects: 'ask' } as const;

test('an item of which no run got anywhere begins anew', () => {
  expect(takeUp(resume, null, null)).toEqual({ is: 'anew', note: null });
});

test('a run that still lives is waited for', () => {
  expect(takeUp(resume, progress, { alive: true, sessionId: 's1', effects: 'possible' }).is).toBe('alive');
});

test('a session that can be resumed is resumed on its account', () => {
  expect(takeUp(resume, progress, null)).toMatchObject({
    is: 'resume',
    sessionId: 's1',
    accountId: 'claude:default',
    elsewhere: false,
  });
});

test('a session that the queue never heard of is resumed, or named to whoever is asked', () => {
  const unheard: WorkProgress = { ...progress, sessionId: null, effects: 'none' };
  const past = { alive: false, sessionId: 's2', effects: 'unknown' } as const;
  expect(takeUp(resume, unheard, past)).toMatchObject({ is: 'resume', sessionId: 's2', elsewhere: false });
  expect(takeUp(ask, unheard, past)).toMatchObject({
    is: 'ask',
    reason: expect.stringContaining('session s2 can be resumed'),
  });
});

test('a session is resumed on the account whose it is, also where another one was chosen before the worker died', () => {
  const chosen: WorkProgress = { ...progress, accountId: 'claude:other', profile: 'other', sessionId: null };
  const past = { alive: false, sessionId: 's1', accountId: 'claude:default', effects: 'possible' } as const;
  expect(takeUp(resume, chosen, past)).toMatchObject({
    is: 'resume',
    sessionId: 's1',
    accountId: 'claude:default',
    note: expect.stringContaining('its run on claude:default was cut short'),
  });
});

test('where nothing was done it is resumed too, but may as well begin anew elsewhere', () => {
  const past = { alive: false, sessionId: 's1', effects: 'none' } as const;
  expect(takeUp(resume, { ...progress, effects: 'none' }, past)).toMatchObject({ is: 'resume', elsewhere: true });
  expect(takeUp(ask, { ...progress, effects: 'none' }, past).is).toBe('resume');
});

test('the agent that kept no session knows better than the queue that noted one', () => {
  const past = { alive: false, sessionId: null, effects: 'none' } as const;
  expect(takeUp(resume, { ...progress, effects: 'none' }, past)).toEqual({ is: 'anew', note: null });
});

test('where nothing can be proved and no session resumed a person is asked, unless the policy is to run anew', () => {
  const lost: WorkProgress = { ...progress, sessionId: null, effects: 'none' };
  expect(takeUp(resume, lost, null)).toEqual({
    is: 'ask',
    reason: 'its run on work was cut short; nothing proves that no tool ran; there is no session to resume',
  });
  expect(takeUp(retry, lost, null)).toMatchObject({ is: 'anew', note: expect.stringContaining('ran anew') });
  expect(takeUp(resume, lost, { alive: false, sessionId: null, effects: 'unknown' }).is).toBe('ask');
});

test('a session of which nothing was kept is named to the person who is asked', () => {
  const past = { alive: false, sessionId: null, effects: 'unknown' } as const;
  expect(takeUp(resume, { ...progress, effects: 'none' }, past)).toEqual({
    is: 'ask',
    reason: 'its run on work was cut short; nothing proves that no tool ran; session s1 left no record to resume',
  });
});

test('an agent that cannot resume has no session', () => {
  expect(takeUp(resume, gemini, null)).toMatchObject({
    is: 'ask',
    reason: expect.stringContaining('there is no session to resume'),
  });
});

test('whoever wants to be asked is asked where tools may have run, and told which session there is', () => {
  expect(takeUp(ask, progress, null)).toMatchObject({
    is: 'ask',
    reason: expect.stringContaining('session s1 can be resumed'),
  });
});

test('what the queue saw of effects outweighs a record that shows none', () => {
  expect(takeUp(ask, progress, { alive: false, sessionId: 's1', effects: 'none' }).is).toBe('ask');
});

const failed = { is: 'retry', reason: 'work timed out (total)' } as const;

test('a failed try without effects stays what it is', () => {
  expect(cutShort(failed, { ...progress, effects: 'none' }, 'ask')).toBe(failed);
});

test('a failed try with effects says how it goes on, by its policy', () => {
  const reasonOf = (policy: 'resume' | 'retry' | 'ask'): string => {
    const outcome = cutShort(failed, progress, policy);
    return outcome.is === 'done' ? '' : `${outcome.is}: ${outcome.reason}`;
  };
  const why = 'work timed out (total); tools may have changed something';
  expect(reasonOf('resume')).toBe(`retry: ${why}, it goes on in session s1`);
  expect(reasonOf('retry')).toBe(`retry: ${why}, and it runs anew`);
  expect(reasonOf('ask')).toBe(`needs-human: ${why}; session s1 can be resumed`);
  expect(cutShort(failed, gemini, 'resume').is).toBe('needs-human');
});

test('ends are never changed by effects', () => {
  expect(cutShort({ is: 'dead', reason: 'x' }, progress, 'ask')).toEqual({ is: 'dead', reason: 'x' });
});
