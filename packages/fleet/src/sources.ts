import { claudeSource } from './claude/source.ts';
import { codexSource } from './codex/source.ts';
import { geminiSource } from './gemini/source.ts';
import type { FleetSource } from './source.ts';

/** One per agent; a fourth agent is a row here and a folder. */
export const FLEET_SOURCES: readonly FleetSource[] = [claudeSource, codexSource, geminiSource];
