import { AGENT_KINDS } from '@ccx/contracts';
import { Option, type Command } from 'commander';
import { agentOption, collect, group } from './agent-options.ts';

export const MOST_USED = 'Most used:';
const WHEN = 'When:';
const CAPS = 'What it may use up:';
const ON_WHOM = 'On whom:';

/** What a pause is laid on. */
export function scopeOptions(one: Command): Command {
  return one
    .option('--lane <lane>', 'only what requires this: auto, codex, claude/work')
    .option('--type <type>', 'only this type: prompt, command');
}

/** What work may use up; a plan minds the same. */
export function workOptions(one: Command): Command {
  return one
    .addOption(group('--concurrency <n>', 'runs at once (4)', MOST_USED))
    .addOption(group('--keep <percent>', 'so much of each window stays yours', CAPS))
    .addOption(group('--usd-per-day <usd>', 'begin nothing when today has cost so much', CAPS))
    .addOption(group('--per-hour <n>', 'begin at most so many runs within an hour (60)', CAPS))
    .addOption(group('--hours <from-to>', 'begin only in these hours: 22:00-07:00', CAPS))
    .addOption(group('--agent <name>', 'only accounts of this agent; none: only shell commands', CAPS));
}

/** How an item is to be done, as for a new one so for one that waits. */
export function entryOptions(one: Command): Command {
  return one
    .addOption(
      group('--permission <level>', 'safe (the default): its own · edit: may change files · full: anything', MOST_USED),
    )
    .addOption(group('--priority <n>', 'smaller is sooner (100)', MOST_USED))
    .addOption(group('--timeout <duration>', 'end a run after this time (2h)', MOST_USED))
    .addOption(
      group('--verify <command>', 'it is done only if this passes; what it prints goes back to the agent', MOST_USED),
    )
    .addOption(group('--after <items>', 'not before these are done; repeatable', MOST_USED).argParser(collect))
    .addOption(group('--at <time>', 'not before: 03:30, "tomorrow 8:00", +2h, an instant', WHEN))
    .addOption(group('--cron <expression>', "again and again: '0 6 * * 1-5'", WHEN))
    .addOption(group('--timezone <name>', 'whose clocks --at and --cron mean (yours)', WHEN))
    .addOption(group('--missed <how>', 'a time at which nobody worked: run it late, or skip it (run)', WHEN))
    .addOption(group('--jitter <duration>', 'begin up to so much later, by chance', WHEN))
    .addOption(group('--if-window-closed', 'only to open a 5-hour window: not where one is open', WHEN))
    .addOption(group('--profile <name>', 'on this account; auto: whichever has room (auto)', ON_WHOM))
    .addOption(new Option('--agent <name>', 'on accounts of this agent').choices(AGENT_KINDS).helpGroup(ON_WHOM))
    .addOption(agentOption('--model <name>', ON_WHOM))
    .addOption(agentOption('--effort <level>', ON_WHOM))
    .option('--title <words>', 'what it is called (the first line of its text)')
    .option('--key <key>', "what runs one at a time (the repository, else the folder); '' limits nothing")
    .option('--dedup <key>', 'not a second time while an item with this key waits or runs')
    .addOption(agentOption('--allow <tool>'))
    .option('--allow-denied', 'it may be done although a tool was denied')
    .option('--budget <usd>', 'a run may cost so many US dollars')
    .addOption(agentOption('--max-turns <n>'))
    .addOption(agentOption('--idle-timeout <duration>'))
    .option('--max-attempts <n>', 'tries that may fail (3)')
    .option(
      '--on-effects <how>',
      'a run that was cut short after it may have changed something: resume, retry, ask (resume)',
    )
    .option('--verify-rounds <n>', 'how often a failed check goes back to the agent (3)')
    .addOption(agentOption('--carry-session'))
    .addOption(agentOption('--rerun-after-reads'))
    .option('--env <name=value>', 'set a variable for the agent; repeatable. It lies in the queue as it is', collect);
}
