import type { AgentKind } from '@ccx/contracts';
import type { ActiveChoice, Pin, PinRule, RuleFinding } from '@ccx/profiles';
import { accountName } from '../render/account-name.ts';
import { printableLine } from '../render/printable.ts';
import { shortPath } from '../render/short-path.ts';
import { table } from '../render/table.ts';
import type { Terminal } from '../render/terminal.ts';

/** Which account of an agent is active here, and how that was found out. */
export interface CurrentEntry {
  readonly agent: AgentKind;
  readonly choice: ActiveChoice;
}

/** What a person reads of a place: the rules whose place alone does not say what they are. */
const SAID: Readonly<Partial<Record<PinRule, string>>> = { binding: 'bound folder ', shell: 'this shell: ' };

/** One line for each agent. */
export function currentRows(entries: readonly CurrentEntry[], { home }: Terminal): readonly string[] {
  const rows = entries.map(({ agent, choice: { pin } }) =>
    pin === null ? [agent, '-', 'nobody: ccx run picks'] : [agent, namesOf(pin, home), placeOf(pin, home)],
  );
  return table(
    ['agent', 'account', 'chosen by'].map((heading) => ({ heading })),
    rows,
  );
}

/** What each rule said, the strongest first. */
export function findingRows({ agent, choice }: CurrentEntry, terminal: Terminal): readonly string[] {
  const { symbols, stdout, home } = terminal;
  const cells = choice.findings.map((finding) => [
    `  ${finding.outcome === 'won' ? symbols.busy : ' '} ${placeOf(finding, home)}`,
    printableLine(finding.says ?? '-'),
    OUTCOMES[finding.outcome],
  ]);
  const [, ...rows] = table([{ heading: '' }, { heading: '' }, { heading: '' }], cells);
  const notes = (choice.notes ?? []).map(
    (note) => ` ${stdout.colors.yellow(symbols.warning)} ${shortPath(printableLine(note), home)}`,
  );
  return [` ${agent}`, ...rows, ...notes];
}

const OUTCOMES: Readonly<Record<RuleFinding['outcome'], string>> = {
  won: 'decided',
  outranked: 'outranked',
  silent: '',
  'other-agent': 'names no account of this agent',
};

function namesOf({ accounts }: Pin, home: string | null): string {
  return accounts.map(({ account, profile }) => profile?.name ?? accountName(account, home)).join(', ');
}

function placeOf({ rule, where }: Pick<RuleFinding, 'rule' | 'where'>, home: string | null): string {
  return `${SAID[rule] ?? ''}${shortPath(printableLine(where), home)}`;
}
