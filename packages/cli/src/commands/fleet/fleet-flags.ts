import type { AgentKind } from '@ccx/contracts';

/** What stands behind `ccx fleet`. */
export interface FleetFlags {
  readonly json?: boolean;
  readonly watch?: boolean;
  readonly all?: boolean;
  readonly agent?: AgentKind;
}
