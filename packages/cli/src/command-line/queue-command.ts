import { AGENT_KINDS, CcxError } from '@ccx/contracts';
import { Option, type Command } from 'commander';
import type { AddFlags } from '../commands/queue/add.ts';
import type { EditFlags } from '../commands/queue/edit.ts';
import type { EventsFlags } from '../commands/queue/events.ts';
import type { HoldFlags, PauseFlags, ResumeFlags } from '../commands/queue/holds.ts';
import type { ListFlags } from '../commands/queue/list.ts';
import type { LogsFlags } from '../commands/queue/logs.ts';
import type { QueueFlags } from '../commands/queue/open-queue.ts';
import type { WorkFlags } from '../commands/queue/work-options.ts';
import type { PlanFlags } from '../commands/queue/plan.ts';
import type { PruneFlags } from '../commands/queue/prune.ts';
import { helpFormatter } from '../help/format-help.ts';
import { printableLine } from '../render/printable.ts';
import type { CommandContext } from './command-context.ts';
import { HELP } from './queue-help.ts';

const ITEM = '<item>';
const ITEMS = '<items...>';
const ITEM_WORDS = 'its number (41, #41) or the beginning of its id';

/** All below `ccx queue`, whose own options are heard wherever they stand; `end` is told the exit code. */
export function addQueueCommands(
  queue: Command,
  { terminal, agentArgs }: CommandContext,
  end: (exitCode: number) => void,
): void {
  queue
    .addOption(new Option('--json', 'print one object'))
    .addOption(
      new Option('--backend <url>', 'another backlog, for this call: sqlite:///path, redis://…, postgres://…'),
    );

  const add = command(queue, 'add [text]', 'Put work into the backlog: a text, a file each, or a whole batch.').usage(
    '[text] [options] [-- arguments for the agent]',
  );
  entryOptions(add)
    .addOption(group('--file <file>', 'one item with the text of this file; repeatable', WHAT).argParser(collect))
    .addOption(group('--batch <file>', 'many: a checklist (.md), a list (.yaml) or an entry a line (.jsonl)', WHAT))
    .addOption(group('--command <line>', 'a line for the shell instead of an agent', WHAT))
    .addOption(group('--dry-run', 'show what would be added, and add nothing', WHAT))
    .addOption(group('--hold', 'held until you say: ccx queue free', WHAT))
    .addOption(group('--cwd <folder>', 'the folder in which it is done (this one)', WHERE))
    .addOption(
      group('--worktree [name]', 'in a worktree of the repository; without a name a fresh one for each item', WHERE),
    )
    .addOption(group('--base <commit>', 'with --worktree: where its branch begins', WHERE))
    .action(async (text: string | undefined, _: unknown, self: Command) => {
      const { addCommand } = await import('../commands/queue/add.ts');
      end(await addCommand({ text, flags: self.optsWithGlobals<AddFlags>(), agentArgs, terminal }));
    });

  command(queue, 'list', 'List what is to be done, in the order in which it would begin.', true)
    .option('--all', 'what has ended too')
    .option('--state <names>', 'only these: waiting, delayed, running, held, needs-human, done, dead, cancelled')
    .option('--lane <lane>', 'only what requires this: auto, codex, claude/work')
    .option('--jsonl', 'print an object a line')
    // What is no command comes here, and is told apart with a better word than "too many arguments".
    .allowExcessArguments()
    .action(async (_: unknown, self: Command) => {
      const [word] = self.args;
      if (word !== undefined) {
        throw new CcxError('invalid_argument', `ccx queue knows no command "${printableLine(word)}".`, {
          hint: 'ccx queue --help',
        });
      }
      const { listCommand } = await import('../commands/queue/list.ts');
      end(await listCommand(self.optsWithGlobals<ListFlags>(), terminal));
    });

  command(queue, 'show', 'Tell all that is known of an item: tries, account, cost, log, session.')
    .argument(ITEM, ITEM_WORDS)
    .action(async (item: string, _: unknown, self: Command) => {
      const { showCommand } = await import('../commands/queue/show.ts');
      end(await showCommand(item, self.optsWithGlobals<QueueFlags>(), terminal));
    });
  command(queue, 'logs', 'Show what the last run of an item said and did.')
    .argument(ITEM, ITEM_WORDS)
    .option('-f, --follow', 'stay until it has ended')
    .option('--raw', "the agent's own lines")
    .action(async (item: string, _: unknown, self: Command) => {
      const { logsCommand } = await import('../commands/queue/logs.ts');
      end(await logsCommand(item, self.optsWithGlobals<LogsFlags>(), terminal));
    });

  workOptions(command(queue, 'work', 'Work the backlog off, on whichever account has room, until you end it.'))
    .addOption(group('--until <time>', 'begin nothing after this: 07:00, +8h', MOST_USED))
    .addOption(group('--idle-exit', 'end when nothing is left to do', MOST_USED))
    .addOption(group('--once', 'one item, and end', MOST_USED))
    .addOption(group('--jsonl', 'print an object for each beginning and end', MOST_USED))
    .action(async (_: unknown, self: Command) => {
      const { workCommand } = await import('../commands/queue/work.ts');
      end(await workCommand(self.optsWithGlobals<WorkFlags>(), terminal));
    });
  workOptions(command(queue, 'plan', 'Show what would run where and when, if work began now.'))
    .option('--days <n>', 'look so far ahead (7)')
    .action(async (_: unknown, self: Command) => {
      const { planCommand } = await import('../commands/queue/plan.ts');
      end(await planCommand(self.optsWithGlobals<PlanFlags>(), terminal));
    });

  scopeOptions(command(queue, 'pause', 'Let nothing begin any more; what runs goes on.'))
    .option('--until <time>', 'until then: 18:00, +2h, "tomorrow 8:00"')
    .option('--reason <words>', 'why, for everybody who looks')
    .option('--drain', 'wait until nothing of it runs any more')
    .action(async (_: unknown, self: Command) => {
      const { pauseCommand } = await import('../commands/queue/holds.ts');
      end(await pauseCommand(self.optsWithGlobals<PauseFlags>(), terminal));
    });
  scopeOptions(command(queue, 'resume', 'Lift a pause; without a name all of them.'))
    .option('--force', 'lift what failures have parked, too')
    .action(async (_: unknown, self: Command) => {
      const { resumeCommand } = await import('../commands/queue/holds.ts');
      end(await resumeCommand(self.optsWithGlobals<ResumeFlags>(), terminal));
    });

  command(queue, 'cancel', 'End items: those that wait at once, those that run as soon as their worker hears it.')
    .argument(ITEMS, ITEM_WORDS)
    .action(async (items: readonly string[], _: unknown, self: Command) => {
      const { cancelCommand } = await import('../commands/queue/cancel.ts');
      end(await cancelCommand(items, self.optsWithGlobals<QueueFlags>(), terminal));
    });
  entryOptions(command(queue, 'retry', 'Bring back what is dead, was cancelled or needs you.'))
    .argument(ITEMS, ITEM_WORDS)
    .option('--text <text>', 'another text')
    .action(async (items: readonly string[], _: unknown, self: Command) => {
      const { retryCommand } = await import('../commands/queue/retry.ts');
      end(await retryCommand(items, self.optsWithGlobals<EditFlags>(), terminal));
    });
  entryOptions(command(queue, 'edit', 'Change items that do not run.'))
    .argument(ITEMS, ITEM_WORDS)
    .option('--text <text>', 'another text')
    .action(async (items: readonly string[], _: unknown, self: Command) => {
      const { editCommand } = await import('../commands/queue/edit.ts');
      end(await editCommand(items, self.optsWithGlobals<EditFlags>(), terminal));
    });
  command(queue, 'hold', 'Keep items from beginning.')
    .argument(ITEMS, ITEM_WORDS)
    .option('--until <time>', 'until then: 18:00, +2h, "tomorrow 8:00"')
    .option('--reason <words>', 'why, for everybody who looks')
    .action(async (items: readonly string[], _: unknown, self: Command) => {
      const { holdCommand } = await import('../commands/queue/holds.ts');
      end(await holdCommand(items, self.optsWithGlobals<HoldFlags>(), terminal));
    });
  command(queue, 'free', 'Lift the hold of items.')
    .argument(ITEMS, ITEM_WORDS)
    .action(async (items: readonly string[], _: unknown, self: Command) => {
      const { freeCommand } = await import('../commands/queue/holds.ts');
      end(await freeCommand(items, self.optsWithGlobals<QueueFlags>(), terminal));
    });

  command(queue, 'prune', 'Show what has ended long ago, and take it away.')
    .option('--older <duration>', 'than this (30d)')
    .option('--state <names>', 'only these: done, dead, cancelled')
    .option('--dry-run', 'show it, and take nothing away')
    .option('-y, --yes', 'do not ask')
    .action(async (_: unknown, self: Command) => {
      const { pruneCommand } = await import('../commands/queue/prune.ts');
      end(await pruneCommand(self.optsWithGlobals<PruneFlags>(), terminal));
    });
  command(queue, 'stats', 'Count: items, starts, tries, costs, and what is allowed.').action(
    async (_: unknown, self: Command) => {
      const { statsCommand } = await import('../commands/queue/stats.ts');
      end(await statsCommand(self.optsWithGlobals<QueueFlags>(), terminal));
    },
  );
  command(queue, 'events', 'Tell what happened, oldest first.')
    .option('-f, --follow', 'stay, and tell what happens')
    .option('--after <id>', 'only what came after this event')
    .option('--jsonl', 'print an object a line')
    .action(async (_: unknown, self: Command) => {
      const { eventsCommand } = await import('../commands/queue/events.ts');
      end(await eventsCommand(self.optsWithGlobals<EventsFlags>(), terminal));
    });

  command(queue, 'export', 'Write out what is to be done, an item a line.')
    .option('--all', 'what has ended too')
    .option('--state <names>', 'only these')
    .option('--lane <lane>', 'only what requires this')
    .action(async (_: unknown, self: Command) => {
      const { exportCommand } = await import('../commands/queue/transfer.ts');
      end(await exportCommand(self.optsWithGlobals<ListFlags>(), terminal));
    });
  command(queue, 'import', 'Put in what another queue has written out, all of it or nothing.')
    .argument('<file>', 'its lines; - reads a pipe')
    .action(async (file: string, _: unknown, self: Command) => {
      const { importCommand } = await import('../commands/queue/transfer.ts');
      end(await importCommand(file, self.optsWithGlobals<QueueFlags>(), terminal));
    });
  command(queue, 'backend', 'Say where the backlog lies, or remember another place.')
    .argument('[url]', 'sqlite:///absolute/path/queue.db; default: where ccx keeps its files')
    .action(async (url: string | undefined, _: unknown, self: Command) => {
      const { backendCommand } = await import('../commands/queue/backend.ts');
      end(await backendCommand(url, self.optsWithGlobals<QueueFlags>(), terminal));
    });
  command(queue, 'migrate', 'Prepare a backend that is a server; SQLite needs none.').action(
    async (_: unknown, self: Command) => {
      const { migrateCommand } = await import('../commands/queue/backend.ts');
      end(await migrateCommand(self.optsWithGlobals<QueueFlags>(), terminal));
    },
  );
}

function command(queue: Command, name: string, description: string, isDefault = false): Command {
  const [word = name] = name.split(' ');
  return queue
    .command(name, { isDefault })
    .description(description)
    .configureHelp({ formatHelp: helpFormatter(HELP[word] ?? { examples: `  ccx queue ${word}` }) });
}

function scopeOptions(one: Command): Command {
  return one
    .option('--lane <lane>', 'only what requires this: auto, codex, claude/work')
    .option('--type <type>', 'only this type: prompt, command');
}

/** What work may use up; a plan minds the same. */
function workOptions(one: Command): Command {
  return one
    .addOption(group('--concurrency <n>', 'runs at once (4)', MOST_USED))
    .addOption(group('--keep <percent>', 'so much of each window stays yours', CAPS))
    .addOption(group('--usd-per-day <usd>', 'begin nothing when today has cost so much', CAPS))
    .addOption(group('--per-hour <n>', 'begin at most so many runs within an hour (60)', CAPS))
    .addOption(group('--hours <from-to>', 'begin only in these hours: 22:00-07:00', CAPS))
    .addOption(group('--agent <name>', 'only accounts of this agent; none: only shell commands', CAPS));
}

const MOST_USED = 'Most used:';
const WHAT = 'What:';
const WHERE = 'Where:';
const WHEN = 'When:';
const CAPS = 'What it may use up:';
const ON_WHOM = 'On whom:';

/** How an item is to be done, as for a new one so for one that waits. */
function entryOptions(one: Command): Command {
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
    .addOption(group('--model <name>', 'the model, by the name its vendor gives it', ON_WHOM))
    .addOption(group('--effort <level>', "the agent's reasoning effort", ON_WHOM))
    .option('--title <words>', 'what it is called (the first line of its text)')
    .option('--key <key>', "what runs one at a time (the repository, else the folder); '' limits nothing")
    .option('--dedup <key>', 'not a second time while an item with this key waits or runs')
    .option('--allow <tool>', 'allow a tool beyond --permission, as the agent writes it; repeatable', collect)
    .option('--allow-denied', 'it may be done although a tool was denied')
    .option('--budget <usd>', 'a run may cost so many US dollars')
    .option('--max-turns <n>', 'at most this many turns')
    .option('--idle-timeout <duration>', 'end a run after this time without progress (5m)')
    .option('--max-attempts <n>', 'tries that may fail (3)')
    .option(
      '--on-effects <how>',
      'a run that was cut short after it may have changed something: resume, retry, ask (resume)',
    )
    .option('--verify-rounds <n>', 'how often a failed check goes back to the agent (3)')
    .option('--carry-session', 'after a limit: copy the session to the next account and resume it there')
    .option('--rerun-after-reads', 'after a limit: send the prompt again where tools had only read')
    .option('--env <name=value>', 'set a variable for the agent; repeatable. It lies in the queue as it is', collect);
}

function group(flags: string, description: string, heading: string): Option {
  return new Option(flags, description).helpGroup(heading);
}

function collect(value: string, all: unknown): readonly string[] {
  return [...(Array.isArray(all) ? all.map(String) : []), value];
}
