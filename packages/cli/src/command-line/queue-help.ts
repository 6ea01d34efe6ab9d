import type { HelpTexts } from '../help/format-help.ts';

/** What the help of `ccx queue` says beside its options. */
export const QUEUE_HELP: HelpTexts = {
  examples: `
  ccx queue add "migrate the tests to vitest" --permission edit
  ccx queue add --batch tonight.md --permission edit --worktree
  ccx queue                               what is to be done
  ccx queue show 41
  ccx queue retry 39 --permission edit`,
  after: `
What holds where nobody says anything else; [queue] in config.toml changes it:
  cap              10,000 items that wait
  running          4 at once; per_key 1 of a repository or key
  starts_per_hour  60
  attempts         3, then it is dead; backoff 1 minute, doubled each time, at most 1 hour
  timeout          2 hours a run
  stalls           3 workers that may be lost over an item

The backlog lies in a file of yours; one that several machines share lies on a server:
  ccx queue backend redis://host:6379/0          or postgres://host/database

More: ccx help queue`,
};

/** By the name of the command. */
export const HELP: Readonly<Record<string, HelpTexts>> = {
  add: {
    examples: `
  ccx queue add "fix the failing test" --permission edit --verify 'npm test'
  ccx queue add --file parser.md --file docs.md --worktree --permission edit
  ccx queue add --batch tonight.yaml --dry-run
  ccx queue add "review the log of last night" --at 07:30 --profile work
  ccx queue add --cron '0 6 * * 1-5' --profile work --if-window-closed 'ok'`,
    after: `
All that was named is added, or nothing: mistakes are told at once, each with its line. Exit code 1 where the queue
took something not; what is there already (--dedup) is told and is no failure. The form of batches: ccx help queue`,
  },
  list: {
    examples: '  ccx queue\n  ccx queue list --all\n  ccx queue list --state needs-human,dead',
    after: 'First what waits for you, then what runs, then the rest in the order in which it would begin.',
  },
  show: { examples: '  ccx queue show 41' },
  logs: { examples: '  ccx queue logs 41 -f\n  ccx queue logs 41 --raw | less' },
  work: {
    examples: `
  ccx queue work --until 07:00
  ccx queue work --idle-exit --concurrency 2
  ccx queue work --keep 30 --usd-per-day 20 --hours 22:00-07:00`,
    after: `
Ctrl-C lets what runs come to its end, a second one puts it back with its session, to be resumed. Any number of workers
share one backlog. Exit code 1 where something needs you or was given up; of --once 75 where no account has room now.`,
  },
  plan: {
    examples: '  ccx queue plan\n  ccx queue plan --concurrency 2 --hours 22:00-07:00',
    after: `
The very code of ccx queue work, in a time that passes at once: no run fails in it, and nobody else uses anything up. An
item takes as long as others like it took.`,
  },
  pause: {
    examples: '  ccx queue pause --until 18:00\n  ccx queue pause --lane claude/work\n  ccx queue pause --drain',
  },
  resume: { examples: '  ccx queue resume\n  ccx queue resume --lane claude/work\n  ccx queue resume --force' },
  cancel: {
    examples: '  ccx queue cancel 41 42',
    after: 'Of an item with --cron that waits, the whole series ends.',
  },
  retry: {
    examples: '  ccx queue retry 39 --permission edit\n  ccx queue retry 12 13 14',
    after: 'Its tries are counted anew; where its session is known, it is resumed.',
  },
  edit: {
    examples:
      '  ccx queue edit 41 --priority 1\n  ccx queue edit 41 --at +2h --profile work\n  ccx queue edit 41 --after none',
  },
  hold: { examples: '  ccx queue hold 41 --reason "after the release"\n  ccx queue hold 41 --until "mon 09:00"' },
  free: { examples: '  ccx queue free 41' },
  prune: { examples: '  ccx queue prune --dry-run\n  ccx queue prune --older 7d --state done --yes' },
  stats: { examples: '  ccx queue stats\n  ccx queue stats --json' },
  events: {
    examples: '  ccx queue events -f\n  ccx queue events --jsonl --after 1042',
    after: 'Ids of events grow: a reader goes on after the last one that it saw. A person sees the last 50.',
  },
  export: { examples: '  ccx queue export > backlog.jsonl' },
  import: {
    examples: '  ccx queue import backlog.jsonl',
    after: 'What had begun elsewhere and may have changed something is held until you free it.',
  },
  backend: {
    examples: `
  ccx queue backend
  ccx queue backend redis://host:6379/0
  ccx queue backend postgres://host/database     then: ccx queue migrate
  ccx queue backend sqlite:///srv/ccx/queue.db
  ccx queue backend default`,
  },
  migrate: { examples: '  ccx queue migrate' },
};
