import picocolors from 'picocolors';
import { describe, expect, test } from 'vitest';
import { contextWords, placeCell, placeWords, sinceWords } from '../../src/fleet-view/fleet-cells.ts';
import { memberName } from '../../src/fleet-view/member-name.ts';
import { stateMark, stateWords } from '../../src/fleet-view/state-words.ts';
import { fakeTerminal } from '../fake-terminal.ts';
import { ago, member, NOW, state } from './members.ts';

const ZONE = { now: NOW, timeZone: 'UTC' };
const ESCAPE = '\u001b[2J';

describe('what a session does', () => {
  test('has a mark, yellow where it needs a person and red where something is lost', () => {
    const { symbols } = fakeTerminal();
    const colors = picocolors.createColors(true);
    const states = [
      'busy',
      'background',
      'shell',
      'waiting',
      'idle',
      'limited',
      'stale',
      'unreachable',
      'dead',
    ] as const;
    expect(states.map((is) => stateMark(is, symbols, colors))).toEqual([
      '●',
      '●',
      '●',
      colors.yellow('◐'),
      '○',
      colors.red('▲'),
      colors.yellow('▲'),
      '▲',
      colors.red('✗'),
    ]);
  });

  test('has a mark in ASCII', () => {
    expect(stateMark('waiting', fakeTerminal({ ascii: true }).symbols, picocolors.createColors(false))).toBe('?');
  });

  test.for([
    [member(1, { state: state('idle', { why: 'has nothing to do' }) }), 'idle'],
    [member(1, { state: state('waiting', { why: 'permission: Bash' }) }), 'waiting: permission: Bash'],
    [member(1, { state: state('waiting', { why: '' }) }), 'waiting'],
    [member(1, { state: state('waiting', { why: `a${ESCAPE}\nb` }) }), 'waiting: a b'],
    [member(1, { state: state('limited', { until: '2026-11-22T03:33:00.000Z' }) }), 'limited until 03:33'],
    [member(1, { state: state('limited') }), 'limited'],
    [member(1, { state: state('busy'), extras: { subagents: 2 } }), 'busy  2 subagents'],
    [member(1, { state: state('background'), extras: { subagents: 1 } }), 'background  1 subagent'],
    [member(1, { state: state('busy'), extras: { subagents: null } }), 'busy'],
  ] as const)('in words, %#: %s', ([one, words]) => {
    expect(stateWords(one, ZONE)).toBe(words);
  });
});

test('it is called by its name, else its goal, else its folder, else its process', () => {
  const of = (more: Parameters<typeof member>[1]): string => memberName(member(7, more));
  expect(of({ name: 'docs', goal: 'write' })).toBe('docs');
  expect(of({ name: null, goal: 'write' })).toBe('write');
  expect(of({ name: ' ', cwd: '/home/ada/shop' })).toBe('shop');
  expect(of({ name: null, cwd: null })).toBe('process 7');
  expect(of({ name: `do${ESCAPE}cs\n` })).toBe('docs');
});

describe('where it works', () => {
  const shop = member(1, { cwd: '/home/ada/a/long/way/to/shop', extras: { gitBranch: 'fix/login' } });

  test('is its folder from home on, and its branch', () => {
    expect(placeWords(shop, '/home/ada')).toBe('~/a/long/way/to/shop  fix/login');
    expect(placeWords(member(1, { cwd: '/home/ada' }), '/home/ada')).toBe('~');
    expect(placeWords(member(1, { cwd: null }), '/home/ada')).toBe('-');
  });

  test.for([
    [40, '~/a/long/way/to/shop  fix/login'],
    [26, '~/a/lon…to/shop  fix/login'],
    [19, '~/a/…hop  fix/login'],
    [16, '~/a/long…to/shop'],
  ] as const)('in %i cells is cut in the middle of the path: %s', ([columns, words]) => {
    expect(placeCell(shop, { home: '/home/ada', columns, ellipsis: '…' })).toBe(words);
  });
});

test.for([
  [0, '0s'],
  [59, '59s'],
  [60, '1m'],
  [3599, '59m'],
  [3600, '1h'],
  [7800, '2h 10m'],
  [86_400, '1d'],
  [90_000, '1d 1h'],
  [-5, '0s'],
] as const)('%i seconds ago is %s', ([seconds, words]) => {
  expect(sinceWords(ago(seconds), NOW)).toBe(words);
});

test('what is unknown is -', () => {
  expect([sinceWords(null, NOW), contextWords(null)]).toEqual(['-', '-']);
});
