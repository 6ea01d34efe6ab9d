import type { Line } from './line.ts';
import { addToModel, addTokens, NO_TOKENS, type ModelTokens, type Tokens } from './money.ts';

/** How subagents fared, as the result line counts them. */
export interface SubagentCounts {
  background: number;
  foreground: number;
  completed: number;
  byType: Record<string, number>;
}

/** A tool that the permission rules refused. */
export interface Denial {
  readonly tool_name: string;
  readonly tool_use_id: string;
  readonly tool_input: unknown;
}

/** One conversation, across turns and, by its transcript, across processes. Costs are cumulative, as the vendor's are. */
export class Session {
  readonly id: string;
  readonly model: string;
  /** Prompts answered before the one under way. */
  prompts: number;
  costs: ModelTokens;
  sinceResult: ModelTokens = {};
  resultIndex = 0;
  apiMs = 0;
  /** Background tasks that are open, as their line lists them. */
  background: readonly Line[] = [];
  subagents: SubagentCounts = { background: 0, foreground: 0, completed: 0, byType: {} };

  // Of the turn under way.
  turnTokens: Tokens = NO_TOKENS;
  turnStartedMs = 0;
  firstTokenMs: number | null = null;
  toolResults = 0;
  requests = 0;
  denials: Denial[] = [];
  said = '';
  stopReason: string | null = null;
  openTool: { readonly id: string; readonly parent: Line | null } | null = null;

  constructor(start: { id: string; model: string; prompts?: number; costs?: ModelTokens }) {
    this.id = start.id;
    this.model = start.model;
    this.prompts = start.prompts ?? 0;
    this.costs = start.costs ?? {};
  }

  beginTurn(nowMs: number): void {
    this.turnTokens = NO_TOKENS;
    this.turnStartedMs = nowMs;
    this.firstTokenMs = null;
    this.toolResults = 0;
    this.requests = 0;
    this.denials = [];
    this.said = '';
    this.stopReason = null;
    this.openTool = null;
  }

  /** `ofTurn` is false for a subagent: its tokens count for the session and not for the turn. */
  pay(tokens: Tokens, ofTurn: boolean): void {
    this.costs = addToModel(this.costs, this.model, tokens);
    this.sinceResult = addToModel(this.sinceResult, this.model, tokens);
    if (ofTurn) this.turnTokens = addTokens(this.turnTokens, tokens);
  }

  get costUsd(): number {
    return Object.values(this.costs).reduce((sum, tokens) => sum + tokens.costUsd, 0);
  }
}
