import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { LimitSignal } from '@ccx/contracts';
import { describe, expect, it } from 'vitest';
import { classifyLimitText } from '../src/index.ts';

const now = '2026-11-21T01:00:00.000Z';
const about = { now, timeZone: 'Europe/Vienna' };

function signal(text: string): Partial<LimitSignal> | null {
  const found = classifyLimitText(text, about);
  return found === null ? null : { windowId: found.windowId, resetsAt: found.resetsAt };
}

describe('classifyLimitText', () => {
  it.each([
    // Claude Code
    ['Claude AI usage limit reached|1795249800', null, '2026-11-21T08:30:00.000Z'],
    ["You've hit your session limit · resets 7:10pm (America/Los_Angeles)", 'session', '2026-11-21T03:10:00.000Z'],
    ["You've hit your 5-hour limit · resets 2:32am (UTC)", 'session', '2026-11-21T02:32:00.000Z'],
    ["You've hit your weekly limit · resets Nov 25, 8am (Europe/Paris)", 'weekly', '2026-11-25T07:00:00.000Z'],
    ["You've hit your Opus limit · resets Nov 23, 8:35am (UTC)", 'weekly:opus', '2026-11-23T08:35:00.000Z'],
    ["You've hit your Sonnet limit · resets Nov 23, 8:35am (UTC)", 'weekly:sonnet', '2026-11-23T08:35:00.000Z'],
    ["You've hit your limit · resets 2pm (America/Toronto)", null, '2026-11-21T19:00:00.000Z'],
    [
      "You've hit your monthly spend limit · raise it at https://claude.ai/x · your 5-hour limit resets 2:32am (UTC)",
      'session',
      '2026-11-21T02:32:00.000Z',
    ],
    ['5-hour limit reached ∙ resets 5:30am', 'session', '2026-11-21T04:30:00.000Z'],
    ['24-hour limit reached • resets 11:45pm', 'session:24-hour', '2026-11-21T22:45:00.000Z'],
    ['Weekly limit reached ∙ resets Nov 25', 'weekly', '2026-11-24T23:00:00.000Z'],
    ['Usage limit reached · resets 3pm (Asia/Shanghai)', null, '2026-11-21T07:00:00.000Z'],
    ['⚠ Usage limit reached · limit resets 2:46am', null, '2026-11-21T01:46:00.000Z'],
    ["You're out of extra usage · resets 11:30am (Asia/Colombo)", null, '2026-11-21T06:00:00.000Z'],
    ['Claude usage limit reached. Your limit will reset at 3pm (America/New_York).', null, '2026-11-21T20:00:00.000Z'],
    // the usage limit prefixes of Agent SDK 0.3.329
    ["You've reached your weekly limit", 'weekly', null],
    ["You're out of usage credits · resets Dec 1 (UTC)", null, '2026-12-01T00:00:00.000Z'],
    ['Your org is out of usage · add funds to continue', null, null],
    ['Your org is out of usage · contact your admin', null, null],
    ["Your seat type doesn't include usage", null, null],
    ["Your seat type doesn't include extra usage", null, null],
    ['Your usage allocation has been disabled by your admin', null, null],
    ["Your group's usage limit is set to $0", null, null],
    // Codex
    [
      "You've hit your usage limit. Upgrade to Pro (https://chatgpt.com/explore/pro), visit https://chatgpt.com/codex/settings/usage to purchase more credits or try again at Nov 24th, 2026 1:08 AM.",
      null,
      '2026-11-24T00:08:00.000Z',
    ],
    [
      "You've hit your usage limit. Upgrade to Pro (https://chatgpt.com/explore/pro) or try again at 11:45 PM.",
      null,
      '2026-11-21T22:45:00.000Z',
    ],
    ["You've hit your usage limit. Try again in 1 day 2 hours 3 minutes.", null, '2026-11-22T03:03:00.000Z'],
    [
      "You've hit your usage limit. To get more access now, send a request to your admin or try again at 2:57 PM.",
      null,
      '2026-11-21T13:57:00.000Z',
    ],
    ['■ You’ve hit your usage limit. Try again at 2:38 AM.', null, '2026-11-21T01:38:00.000Z'],
    // as a line of stderr
    [
      "some log line\nError: You've hit your weekly limit · resets Nov 25, 8am (UTC)\n",
      'weekly',
      '2026-11-25T08:00:00.000Z',
    ],
  ])('understands %s', (text, windowId, resetsAt) => {
    expect(signal(text)).toEqual({ windowId, resetsAt });
    expect(classifyLimitText(text, about)).toMatchObject({
      verdict: 'rejected',
      basis: 'text',
      observedAt: now,
      windows: [],
    });
  });

  it.each([
    'Now using extra usage · your session limit resets 3pm',
    "You're now using usage credits · your weekly limit resets Nov 25",
    "You've used 91% of your session limit · resets 3pm (UTC)",
    "You're close to your weekly limit",
    'Context limit reached · /compact or /clear to continue',
    'Fast limit reached and temporarily disabled · resets in 8m',
    'API Error: Server is temporarily limiting requests (not your usage limit) · Rate limited',
    "API Error: Request rejected (429) · This request would exceed your organization's rate limit of 50 requests per minute",
    'The log says "5-hour limit reached", so I stopped.',
    "I think you've hit your usage limit.",
    '',
  ])('sees no limit in %s', (text) => {
    expect(classifyLimitText(text, about)).toBeNull();
  });

  it('keeps the words of a reset that it cannot prove', () => {
    expect(classifyLimitText("You've hit your limit · resets soon-ish", about)).toMatchObject({
      resetsAt: null,
      resetRaw: 'soon-ish',
    });
  });

  it('names the family of a model limit and no family for the account', () => {
    expect(classifyLimitText("You've hit your Opus limit", about)?.appliesTo).toBe('opus');
    expect(classifyLimitText("You've hit your weekly limit", about)?.appliesTo).toBeNull();
  });

  it.each([
    ['You have exhausted your daily quota on this model.', null, null],
    [
      'Attempt 1 failed: You have exhausted your capacity on this model. Your quota will reset after 5h12m30s.. Retrying after 21927698ms...',
      '2026-11-21T06:12:30.000Z',
      '5h12m30s',
    ],
    [
      'You exceeded your current quota, please check your plan and billing details.\nSuggested retry after 3600s.',
      '2026-11-21T02:00:00.000Z',
      '3600s',
    ],
    [
      "TerminalQuotaError: Quota exceeded for quota metric 'Gemini 2.5 Pro Requests'\n  retryDelayMs: 18750000,\n  reason: 'QUOTA_EXHAUSTED',",
      '2026-11-21T06:12:30.000Z',
      'retryDelayMs: 18750000',
    ],
  ])("understands Gemini CLI's %s", (text, resetsAt, resetRaw) => {
    expect(classifyLimitText(text, about)).toMatchObject({ verdict: 'rejected', resetsAt, resetRaw, observedAt: now });
  });

  it.each([
    ['err-429-daily-json', null],
    ['err-429-daily-stream', null],
    ['ca-429-quota-exhausted', '2026-11-21T06:12:30.000Z'],
    ['ca-429-quota-terminal', '2026-11-21T06:12:30.000Z'],
  ])('understands the stderr of Gemini CLI in %s', (name, resetsAt) => {
    const stderr = readFileSync(join(import.meta.dirname, 'fixtures/gemini', name, 'stderr.txt'), 'utf8');
    expect(classifyLimitText(stderr, about)).toMatchObject({ verdict: 'rejected', resetsAt });
  });

  it.each(['err-429-minute-forever', 'err-429-retry-then-ok', 'err-401-json', 'err-500-retry', 'text-stream'])(
    'sees no limit in the stderr of Gemini CLI in %s',
    (name) => {
      const stderr = readFileSync(join(import.meta.dirname, 'fixtures/gemini', name, 'stderr.txt'), 'utf8');
      expect(classifyLimitText(stderr, about)).toBeNull();
    },
  );

  it.each([
    "This request would exceed your organization's rate limit of 50 requests per day",
    'You exceeded your current quota.\nSuggested retry after 0.5s.',
    'The log says "You have exhausted your daily quota on this model", so I stopped.',
    'TerminalQuotaError: You exceeded your current quota, limit: 0',
  ])('sees no limit of Gemini CLI in %s', (text) => {
    expect(classifyLimitText(text, about)).toBeNull();
  });
});
