import { Option } from 'commander';

/** An option below a heading of the help. */
export function group(flags: string, description: string, heading: string): Option {
  return new Option(flags, description).helpGroup(heading);
}

/** Reads an option that may be repeated. */
export function collect(value: string, all: unknown): readonly string[] {
  return [...(Array.isArray(all) ? all.map(String) : []), value];
}

/** How an agent is run, be it now or by the queue. */
const WORDS = {
  '--model <name>': 'the model, by the name its vendor gives it',
  '--effort <level>': "the agent's reasoning effort",
  '--allow <tool>': 'allow a tool beyond --permission, as the agent writes it; repeatable',
  '--max-turns <n>': 'at most this many turns',
  '--idle-timeout <duration>': 'end a run after this time without progress (5m)',
  '--carry-session': 'after a limit: copy the session to the next account and resume it there',
  '--rerun-after-reads': 'after a limit: send the prompt again where tools had only read',
} as const;

/** An option that `ccx run` and the queue have alike; without a heading it stands with the rest. */
export function agentOption(flags: keyof typeof WORDS, heading?: string): Option {
  const option = new Option(flags, WORDS[flags]);
  if (flags === '--allow <tool>') option.argParser(collect);
  return heading === undefined ? option : option.helpGroup(heading);
}
