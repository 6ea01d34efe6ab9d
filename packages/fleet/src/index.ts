export type { Fleet, FleetOptions } from './create-fleet.ts';
export { createFleet } from './create-fleet.ts';
export type { FleetScan, ScanOptions } from './scan-fleet.ts';
export { scanFleet } from './scan-fleet.ts';
export type { ScanMemory } from './scan-memory.ts';
export { createScanMemory, NO_MEMORY } from './scan-memory.ts';
export type {
  EvidenceSource,
  FleetRoot,
  FleetSource,
  FoundSession,
  SessionMessage,
  SourceContext,
  StateEvidence,
} from './source.ts';
export { EVIDENCE_SOURCES } from './source.ts';
export { fleetRoots, rootsInUse } from './roots.ts';
export type { AgentProcess, ProcessKey, ProcessRow, ProcessView } from './processes/process-view.ts';
export { lookAtProcesses } from './processes/look.ts';
export { isAlive } from './liveness.ts';

export { FLEET_STATES } from './state/need.ts';
export type { FleetSort } from './order.ts';
export { FLEET_SORTS, orderFleet } from './order.ts';
export type { FoundMember } from './find-member.ts';
export { findMember } from './find-member.ts';
export type { FleetUpdate, WatchOptions } from './watch/watch-fleet.ts';
export type { FleetChange } from './watch/fleet-change.ts';
export { fleetChanges, memberKey } from './watch/fleet-change.ts';

export type { GoalNotes } from './sidecar/read-sidecars.ts';
export { writeNotes } from './sidecar/write-notes.ts';
export type { Stopped, StopOptions } from './control/stop-member.ts';
export { stopMember } from './control/stop-member.ts';
export type { SendOptions } from './control/send-to-member.ts';
export { sendToMember } from './control/send-to-member.ts';
export type { FoundPane, ResolvePanesOptions } from './panes/resolve-panes.ts';
export { resolvePanes } from './panes/resolve-panes.ts';
export { tmuxSockets } from './panes/sockets.ts';
export type { FocusResult } from './panes/focus-pane.ts';
export type { SendResult } from './panes/send-to-pane.ts';
export type { Orphan } from './control/orphans.ts';

export { historyEnricher } from './enrichers/history-enricher.ts';
export { loadEnricher } from './enrichers/load-enricher.ts';
