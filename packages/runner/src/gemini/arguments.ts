import { CcxError } from '@ccx/contracts';
import { plainValue, unsupported, type ArgumentTable } from '../argument-table.ts';
import { isUuid } from '../uuid.ts';

const MODES = { safe: 'default', edit: 'auto_edit', full: 'yolo' } as const;

/** Gemini CLI 0.61.0, from its `--help` and observed runs, 2026-11-21. */
export const geminiArguments: ArgumentTable = {
  permission: (permission) => ['--approval-mode', MODES[permission]],
  allowedTools: null,
  effort: null,
  session: ({ mode, id }) => {
    if (mode !== 'new') {
      throw unsupported(
        'gemini',
        `a ${mode} that keeps the session`,
        'Version 0.61.0 deletes a resumed session at the next start of another one in that folder.',
      );
    }
    if (isUuid(id)) return ['--session-id', id];
    throw new CcxError(
      'invalid_argument',
      `The id of a new session is "${id.slice(0, 80)}"; Gemini CLI expects a UUID.`,
    );
  },
  maxTurns: null,
  maxBudgetUsd: null,
  jsonSchema: null,
  // Its stream is always in pieces.
  partialText: () => [],
  model: (model) => ['-m', plainValue('The model', model)],
};
