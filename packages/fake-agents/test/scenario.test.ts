import { accessSync, constants, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { builtinScenarios, fakeAgentCommand, fakeAgentPath, scenarioProblems } from '@ccx/fake-agents';
import { durationMs, isDuration } from '../src/scenario/duration.ts';

test.each(Object.entries(builtinScenarios))('the built-in scenario %s is one', (_, scenario) => {
  expect(scenarioProblems(scenario)).toEqual([]);
});

describe('what is wrong with a scenario is said with its place', () => {
  test.each([
    [null, 'scenario is null, expected an object'],
    [{ step: [] }, 'scenario.step is not known'],
    [{ steps: 'x' }, 'scenario.steps is no list'],
    [{ steps: [{ text: 1 }] }, 'scenario.steps[0].text is 1, expected a text'],
    [{ steps: [{ tool: 'Bash', outptu: 'x' }] }, 'scenario.steps[0].outptu is not known'],
    [{ steps: [{ fail: 'rain' }] }, 'scenario.steps[0].fail is "rain", expected one of'],
    [{ steps: [{ fail: 'overloaded', text: 'words' }] }, null],
    [{ steps: [{ agent: { description: 'd', prompt: 'p' } }] }, 'scenario.steps[0].agent.report is missing'],
    [{ turns: [[{ exit: 'SIGFOO' }]] }, 'scenario.turns[0][0].exit is "SIGFOO", expected a code or a signal'],
    [{ quota: { fiveHour: { resetsIn: '1h' } } }, 'scenario.quota.fiveHour.percent is missing'],
    [{ atStart: [{ stderr: 'x' }, { text: 'x' }] }, 'scenario.atStart[1] is a step of the agent (text)'],
    [{ ignores: ['SIGTERM', 'TERM'] }, 'scenario.ignores[1] is "TERM", expected one of'],
  ])('%j: %s', (value, problem) => {
    const problems = scenarioProblems(value);
    if (problem === null) expect(problems).toEqual([]);
    else expect(problems.join('\n')).toContain(problem);
  });
});

test.each([
  [250, 250],
  ['250ms', 250],
  ['2h30m', 9_000_000],
  ['1.5s', 1500],
  ['4d', 345_600_000],
])('%s is %i ms', (text, ms) => {
  expect(isDuration(text)).toBe(true);
  expect(durationMs(text)).toBe(ms);
});

test.each(['', 'soon', '1 h', '5', '-1s'])('%j is no duration', (text) => {
  expect(isDuration(text)).toBe(false);
});

test('the executable is one, under a name that process lists show', () => {
  const path = fakeAgentPath('claude');
  expect(path).toMatch(/\/fake-claude\.m?js$/);
  expect(() => accessSync(path, constants.X_OK)).not.toThrow();
  expect(readFileSync(path, 'utf8').split('\n')[0]).toBe('#!/usr/bin/env node');
  expect(fakeAgentCommand('claude')).toEqual({ file: process.execPath, args: [path] });
});
