import type { GeminiLogin } from '../login.ts';
import type { Stats } from '../stats.ts';
import { box } from './box.ts';
import { LOGIN_WORDS, TIER } from './header.ts';

/** What the statistics are about. */
export interface SessionFacts {
  readonly sessionId: string;
  readonly login: GeminiLogin | null;
  readonly stats: Stats;
  readonly wallMs: number;
}

/** `/stats`: the session, and no quota. */
export function statsBox(facts: SessionFacts, columns: number): readonly string[] {
  const { login } = facts;
  const who = login === null ? [] : [pair('Auth Method', login === 'google' ? LOGIN_WORDS.google : 'gemini-api-key')];
  const tier = login === 'google' ? [pair('Tier', TIER)] : [];
  const rows = ['Session Stats', '', 'Interaction Summary', pair('Session ID', facts.sessionId), ...who, ...tier];
  return box([...rows, ...counts(facts), ...modelRows(facts.stats, columns)], { columns, inset: 2 });
}

/** What is left on the screen when the CLI has ended. */
export function goodbyeBox(facts: SessionFacts, columns: number): readonly string[] {
  const head = ['Agent powering down. Goodbye!', '', 'Interaction Summary', pair('Session ID', facts.sessionId)];
  const resume = `To resume this session: gemini --resume ${facts.sessionId}`;
  return box([...head, ...counts(facts), ...modelRows(facts.stats, columns), resume], { columns, inset: 2 });
}

/** `/stats model` before the first request. */
export const NO_CALLS = 'No API calls have been made in this session.';

function counts({ stats, wallMs }: SessionFacts): readonly string[] {
  const calls = [...stats.tools.values()];
  const good = calls.reduce((sum, { success }) => sum + success, 0);
  const bad = calls.reduce((sum, { fail }) => sum + fail, 0);
  const rate = good + bad === 0 ? 0 : (good / (good + bad)) * 100;
  const apiMs = [...stats.models.values()].reduce((sum, { latencyMs }) => sum + latencyMs, 0);
  return [
    pair('Tool Calls', `${good + bad} ( ✓ ${good} x ${bad} )`),
    pair('Success Rate', `${rate.toFixed(1)}%`),
    '',
    'Performance',
    pair('Wall Time', seconds(wallMs)),
    pair('Agent Active', seconds(apiMs)),
    pair('  » API Time', `${seconds(apiMs)} (${apiMs === 0 ? '0.0' : '100.0'}%)`),
    pair('  » Tool Time', '0s (0.0%)'),
  ];
}

/** What each model did; one blank row where none was asked. */
function modelRows({ models }: Stats, columns: number): readonly string[] {
  if (models.size === 0) return [''];
  const rows = [...models].flatMap(([name, { role, requests, tokens }]) => {
    const numbers = [requests, tokens.prompt, tokens.cached, tokens.output].map((count) =>
      count.toLocaleString('en-US'),
    );
    return [tableRow(name, numbers), tableRow(`  ↳ ${role}`, numbers)];
  });
  const hint = 'Use /model to view model quota information';
  const heading = tableRow('Model', ['Reqs', 'Input Tokens', 'Cache Reads', 'Output Tokens']);
  return ['', '', 'Model Usage', hint, '', heading, '─'.repeat(columns - 6), ...rows];
}

function tableRow(name: string, [requests = '', ...counts]: readonly string[]): string {
  return name.padEnd(28) + requests.padStart(8) + counts.map((count) => count.padStart(14)).join('');
}

function pair(name: string, value: string): string {
  return `${`${name}:`.padEnd(28)}${value}`;
}

function seconds(ms: number): string {
  return ms === 0 ? '0s' : ms < 1000 ? `${Math.round(ms)}ms` : `${(ms / 1000).toFixed(1)}s`;
}
