/**
 * What the five systems that came before ccx offer, and under which name it lives here. Names follow TypeScript habits.
 *
 * A row without `awaits` must hold now. A row that awaits its package stands until that package appears in `packages/`;
 * a row that awaits a feature stands until the name appears. Whoever makes either takes `awaits` away.
 */
export interface CoverageRow {
  /** What it is called there. */
  readonly reference: string;
  /** Where it lives here, without the scope. */
  readonly package: string;
  /** Public names of that package. */
  readonly exports: readonly string[];
  /** Names that its options, methods or values carry, found in its sources. */
  readonly carries?: readonly string[];
  readonly awaits?: 'its package' | { readonly feature: string };
}

const later = { awaits: 'its package' } as const;

const fizeau: readonly CoverageRow[] = [
  {
    reference: 'ReadClaudeQuotaViaPTY',
    package: 'quota-probe',
    exports: ['probeQuota'],
    carries: ['source', 'command', 'args', 'env', 'cwd', 'recordTo', 'timeoutMs'],
  },
  { reference: 'ReadClaudeQuotaFromCassette', package: 'quota-probe', exports: ['replayCassette'] },
  { reference: 'ReadClaudeQuotaViaTmux', package: 'quota-probe', exports: ['probeQuota'], carries: ['tmux'] },
  {
    reference: 'ReadClaudeQuota, ReadClaudeQuotaFrom, WriteClaudeQuota, ClaudeQuotaCachePath',
    package: 'quota-probe',
    exports: ['createQuotaCache'],
    carries: ['read', 'write', 'record', 'path'],
  },
  {
    reference: 'ClaudeQuotaCachePath, moved by the environment',
    package: 'contracts',
    exports: ['ccxPaths'],
    carries: ['CCX_QUOTA_CACHE_DIR'],
  },
  { reference: 'MarkClaudeQuotaExhaustedFromMessage', package: 'quota-probe', exports: ['createQuotaCache'] },
  {
    reference: 'ClaudeQuotaSnapshotAge, IsClaudeQuotaFresh',
    package: 'quota-probe',
    exports: ['snapshotAgeMs', 'isFresh'],
  },
  { reference: 'RefreshClaudeQuotaAsync', package: 'quota-probe', exports: ['refreshInBackground'] },
  {
    reference: 'ReadClaudeModelDiscoveryViaPTY, ResolveClaudeFamilyAlias, DefaultClaudeModelDiscovery',
    package: 'quota-probe',
    exports: ['discoverModels', 'resolveModelAlias', 'readReasoningLevels', 'defaultModels'],
  },
  { reference: 'IsClaudeQuotaExhaustedMessage', package: 'stream-json', exports: ['classifyLimitText'] },
  {
    reference: 'DecideClaudeQuotaRouting, ReadClaudeQuotaRoutingDecision',
    package: 'headroom',
    exports: ['decideRouting', 'readRouting'],
  },
  {
    reference: 'Runner: Binary, BaseArgs, PromptMode, EventBuffer, Execute, HealthCheck, Info',
    package: 'runner',
    exports: ['createRunner'],
    carries: ['binaries', 'baseArgs', 'promptMode', 'eventBuffer', 'run', 'checkHealth', 'info'],
  },
  {
    reference: 'Runner over several accounts',
    package: 'runner',
    exports: ['createRunner', 'fixedRoute'],
    carries: ['chain'],
  },
];

const ccxInGo: readonly CoverageRow[] = [
  {
    reference: 'the contracts package and its sentinel errors',
    package: 'contracts',
    exports: ['CcxError', 'CcxErrorCode'],
    carries: [
      'profile_not_found',
      'profile_already_exists',
      'invalid_config_dir',
      'config_dir_conflict',
      'unknown_shell',
      'no_active_profile',
    ],
  },
  {
    reference: 'Profile, ProfileLimits, ProfileHealth',
    package: 'contracts',
    exports: ['Profile', 'ProfileLimits', 'ProfileHealth', 'ProfileRegistry'],
  },
  {
    reference: 'the registry of profiles, the active one, their health',
    package: 'profiles',
    exports: ['openProfiles'],
  },
  { reference: 'Shell, ParseShell', package: 'contracts', exports: ['Shell', 'parseShell'], carries: ['powershell'] },
  {
    reference: 'ShellEmitter.Use, ShellEmitter.Init',
    package: 'profiles',
    exports: ['createShellEmitter'],
    carries: ['CCX_ACTIVE_PROFILE'],
  },
  { reference: 'Scanner', package: 'usage', exports: ['createScanner'] },
  { reference: 'Event, Usage.TotalTokens', package: 'contracts', exports: ['UsageRecord', 'Usage', 'totalTokens'] },
  { reference: 'PricingTable', package: 'usage', exports: ['createPricingTable'] },
  {
    reference: 'Store, UsageQuery, UsageRow, TimeRange',
    package: 'store',
    exports: ['openStore'],
    carries: ['queryUsage', 'countTurns'],
  },
  { reference: 'ProfileQuota, QuotaWindow', package: 'contracts', exports: ['ProfileQuota', 'QuotaWindow'] },
  { reference: 'ProfileQuota from counted turns', package: 'headroom', exports: ['turnQuota'] },
  { reference: 'HeadroomRecommendation', package: 'contracts', exports: ['HeadroomRecommendation'] },
  { reference: 'the ranking behind HeadroomRecommendation', package: 'headroom', exports: ['rankProfiles'] },
  { reference: 'RecommendationEvent', package: 'contracts', exports: ['RecommendationEvent'] },
  {
    reference: 'RecommendationEvent: warn, soft, hard',
    package: 'headroom',
    exports: ['createPressureMonitor'],
  },
  {
    reference: 'the live stream of recommendations, DaemonStatus, /api/quota, lifecycle',
    package: 'daemon',
    exports: ['startDaemon'],
    carries: ['/api/recommendations/live', '/api/quota'],
    ...later,
  },
  {
    reference: 'HookEvent',
    package: 'hooks',
    exports: ['installHooks', 'hooksStatus', 'uninstallHooks', 'recordHook'],
    ...later,
  },
  { reference: 'SessionTelemetry, SessionQuery', package: 'sessions', exports: ['foldSession'], ...later },
  { reference: 'Doctor, DoctorCheck', package: 'contracts', exports: ['DoctorCheck', 'Finding'] },
];

const agentwork: readonly CoverageRow[] = [
  {
    reference: 'WorkItem, WorkQueue, WorkHandler, AgentProcess, ManagerStatus',
    package: 'contracts',
    exports: ['WorkItem', 'WorkQueue', 'WorkHandler', 'AgentProcess', 'ManagerStatus'],
    carries: ['skipAgent'],
  },
  {
    reference: 'WorkQueue',
    package: 'queue',
    exports: ['createMemoryQueue', 'openSqliteQueue'],
  },
  {
    reference: 'WorkQueue, for many machines',
    package: 'queue',
    exports: ['createBullmqQueue'],
  },
  { reference: 'Manager', package: 'queue', exports: ['createManager'] },
  { reference: 'RateLimiter', package: 'queue', exports: ['createRateLimiter'] },
  {
    reference: 'RunRequest, RunResult',
    package: 'contracts',
    exports: ['Runner', 'RunRequest', 'RunResult'],
    carries: ['timeoutMs'],
  },
  { reference: 'ClaudeRunner, CodexRunner, GeminiRunner', package: 'runner', exports: ['createRunner'] },
  { reference: 'MockRunner', package: 'fake-agents', exports: ['createMockRunner'] },
  {
    reference: 'ResolveAgent, CheckAgentUsability',
    package: 'runner',
    exports: ['resolveAgent', 'createUsabilityCheck'],
  },
  { reference: 'SessionFinalizeHandler', package: 'sessions', exports: ['createFinalizeHandler'], ...later },
  { reference: 'SessionWatcherManager', package: 'sessions', exports: ['createWatcherManager'], ...later },
];

const smith: readonly CoverageRow[] = [
  {
    reference: 'Spawn, SpawnWithProvider: log file, PID, Done',
    package: 'contracts',
    exports: ['RunHandle'],
    carries: ['logPath', 'pid', 'result'],
  },
  {
    reference: 'Spawn in a worktree',
    package: 'contracts',
    exports: ['RunRequest'],
    carries: ['cwd', 'worktree'],
  },
  {
    reference: 'StreamEvent, StreamUsage, StreamStats, RateLimitInfo of Claude',
    package: 'stream-json',
    exports: ['claude', 'dialects', 'createEventParser', 'readEvents', 'parseLine', 'summarize'],
  },
  {
    reference: 'StreamEvent of Codex and Gemini',
    package: 'stream-json',
    exports: ['codex', 'gemini'],
  },
  { reference: 'Result', package: 'contracts', exports: ['RunResult', 'RunSummary', 'RunOutcome', 'Failure'] },
  { reference: 'NewProcessForTest', package: 'fake-agents', exports: ['completedRun'] },
];

const fleet: readonly CoverageRow[] = [
  {
    reference: 'ListClaudeFleet, ListClaudeFleetFrom',
    package: 'fleet',
    exports: ['scanFleet', 'createFleet'],
  },
  { reference: 'liveness by /proc starttime', package: 'fleet', exports: ['isAlive'] },
  { reference: 'ResolvePaneIDs, KITTY_PID, FLEET_SOCKET', package: 'fleet', exports: ['resolvePanes'] },
];

export const coverageTable: readonly CoverageRow[] = [...fizeau, ...ccxInGo, ...agentwork, ...smith, ...fleet];
