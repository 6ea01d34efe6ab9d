/** The keys that name a step of the process; all others name a step of the agent. */
export const PROCESS_KEYS: readonly string[] =
  'wait hang raw bytes garbage invalidUtf8 huge splice stderr exit closeStdout grandchild'.split(' ');
