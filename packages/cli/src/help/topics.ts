import { CcxError } from '@ccx/contracts';

const TOPICS: Readonly<Record<string, string>> = {
  accounts: `An account is one login of one agent. It is known by the agent and its config dir; a profile gives it a name.

    ccx profile add work --login      a new config dir, and the vendor's own login in it
    ccx profile                       what there is
    ccx profile current --explain     which one is meant in this folder and this shell

  The strongest word counts: --profile, CCX_PROFILE, a .ccx-profile file here or above, a bound folder, ccx use, then
  CLAUDE_CONFIG_DIR, CODEX_HOME or GEMINI_CLI_HOME. Where nobody said anything, ccx run chooses by what is left on each
  account of one agent (ccx pick --explain). The vendors' default places are named claude, codex and gemini.

  ccx never reads, copies or refreshes a token; logging in is done by the agent itself. An API key in the environment
  outranks a subscription. For a config dir that has a subscription login ccx takes the key out of the agent's environment
  and says so.
`,
  limits: `A limit is a window of your plan that is used up: five hours, a week, or a model's week.

  ccx run ends with exit code 75 when the agent met one, names the window and says when it comes
  back, in the result object (failure.limit.resetsAt) and on stderr. A server that is busy, and a
  plain "too many requests", is no limit of your account: that is a failure of class overload.
  ccx quota shows the windows before that happens, and ccx quota wait ends when one has room.
  Where you have several accounts and pinned none, the run goes on at the next one that has room, and nothing is done
  twice. ccx run --wait waits for room. The session stays: ccx run --resume-last, in the same folder, takes it up again
  where it stopped.
`,
  queue: `A backlog lies in one file of this machine, and ccx queue work does it: in order of priority (smaller first), on
  whichever account has room, one at a time in a repository. Several workers share it.

    ccx queue add "…"                 an item; --file one for each file, --batch many
    ccx queue                         what is to be done; show, logs and events tell more
    ccx queue work                    works it off, and waits for windows that come back
    ccx queue plan                    says before what will run where and when

  An item is waiting, delayed (not before a time), held (by you, or until what it comes after is done), running,
  needs-human, done, dead (given up) or cancelled. It needs you where a tool was denied: ccx queue retry 39 --permission
  edit. A limit costs it nothing: it waits for the window. A failed try comes again after a minute, two, four.

  A batch is added whole or not at all. Its entries have the options of ccx queue add, written as maxTurns for
  --max-turns, and a name by which after of others refers to them.

    a checklist, tonight.md           - [ ] migrate the tests <!-- ccx: permission: edit, name: tests -->
                                      - [ ] update the README <!-- ccx: after: tests -->
                                      Lines that are indented below an item belong to it; - [x] is passed over.
                                      A comment before the first item holds for all.
    YAML, tonight.yaml                defaults: { permission: edit }
                                      items:
                                        - migrate the tests
                                        - { prompt: update the README, priority: 5, worktree: true }
    JSON lines, tonight.jsonl         {"prompt": "migrate the tests", "verify": "npm test"}

  Limits stand in config.toml below [queue]: cap, running, per_key, starts_per_hour, attempts, stalls, backoff,
  backoff_max, timeout, [queue.per_lane]; for work that nobody watches keep_percent, usd_per_day, hours
  ("22:00-07:00"), equal_failures; keep_days (90) for what has ended. ccx queue stats shows what holds.
`,
  json: `Data goes to stdout, talk to stderr.

  Of ccx run:
  --json    one result object: status, runId, last, attempts; schemaVersion is 1.
            status is success, cancelled, failed, limited, auth or timed-out; failed, limited and
            auth carry failure { class, detail, limit }; timed-out carries deadline. Where no account had room there
            is earliest, and attempts is empty if nothing ran at all; candidates then says why.
  --jsonl   every event as it comes: seq, at, type, sessionId, parentToolUseId, raw and the fields
            of its type. The last line has the type run-result and holds the result object.
  --raw     the agent's own lines, unchanged.

  Of ccx fleet:
  --json    one object: members, each with process, account, profile, state { is, why, source,
            since, until, observedAt, others } and extras; skipped counts files that gave none.
  --jsonl   a line for each member, and with --watch one for each change: type (appeared, changed,
            gone), before, member.

  Of ccx usage:
  --json    one report: kind, rows (key, tokens by bucket, calls, sessions, costUsd), totals, unpriced,
            skipped; schemaVersion is 1, the same for every kind. --jsonl --watch: again at each change.

  Of ccx queue:
  --json    of list: items, holds, stats; of add: added, each with is (enqueued, duplicate, full, rejected), seq and
            item; of show: item, attempts, events, resume. An item is the one of export.
  --jsonl   of list and export a line for each item; of events a line for each event, with its id.

  Times are UTC as in 2026-11-21T03:33:00.000Z, durations end in Ms, percentages in Percent and
  count what is used, money in Usd. null means unknown, which is never zero.
`,
  'exit-codes': `    0   done
    1   the run failed
    2   wrong arguments, configuration or platform
    3   nothing to choose from
    4   the agent's CLI is missing or not logged in
   75   limited: there are accounts and none has room; the earliest return is in the JSON and on stderr
  124   timed out
  129   the terminal was closed
  130   interrupted (Ctrl-C)
  143   terminated
`,
};

/** The text of a topic. */
export function helpTopic(topic: string): string {
  const text = Object.hasOwn(TOPICS, topic) ? TOPICS[topic] : undefined;
  if (text !== undefined) return text;
  throw new CcxError('invalid_argument', `There is no topic or command named "${topic}".`, {
    hint: `ccx help ${Object.keys(TOPICS).join(' | ')}`,
  });
}
