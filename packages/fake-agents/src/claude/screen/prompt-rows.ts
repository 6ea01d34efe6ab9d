import type { Conversation } from '../conversation.ts';
import { row, rule, wrapped, type Row } from './rows.ts';

const COMMANDS = [
  ['/usage', 'Show session cost, plan usage, and activity stats'],
  ['/usage-credits', 'Configure usage credits or request them from your admin when you hit a limit'],
  ['/exit', 'Exit the CLI'],
] as const;

/** The logo with version, model and plan. */
export function headerRows({ version, session, scenario, login, place, machine }: Conversation): readonly Row[] {
  const plan = scenario.account?.plan ?? 'max';
  const billing =
    login === 'api-key' ? 'API Usage Billing' : `Claude ${plan.slice(0, 1).toUpperCase()}${plan.slice(1)}`;
  const short = place.cwd.startsWith(`${machine.home}/`) ? `~${place.cwd.slice(machine.home.length)}` : place.cwd;
  return [
    row(` ▐▛███▛█   Claude Code v${version}`, 'bold'),
    row(`▝▜██████▀  ${session.model} · ${billing}`, 'dim'),
    row(` ▝▝   ▝▝   ${short}`, 'dim'),
    row(''),
  ];
}

/** The prompt between its rules, the menu of a command being typed, the footer. */
export function promptRows(
  input: string,
  state: { readonly busy: boolean; readonly hint: string | null },
  columns: number,
): readonly Row[] {
  const menu = input.startsWith('/') ? COMMANDS.filter(([name]) => name.startsWith(input)) : [];
  const footer = state.busy
    ? '  ⏵⏵ auto mode on · esc to interrupt'
    : '  ⏵⏵ auto mode on (shift+tab to cycle) · ← for agents';
  const below = menu.map(([name, about], index) =>
    row(`  ${index === 0 ? '❯' : ' '} ${name.padEnd(28)}${about}`, 'accent'),
  );
  return [
    rule(columns),
    ...wrapped(`❯ ${input}`, columns).map((line) => row(line)),
    rule(columns),
    ...(below.length > 0 ? below : [row(state.hint ?? footer, 'dim')]),
  ];
}
