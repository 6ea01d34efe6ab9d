import type { QuotaSource } from '@ccx/contracts';
import { ptySource, type PtySourceOptions } from '../pty/pty-source.ts';
import { parseGeminiQuotaScreen } from './quota-screen.ts';
import { GEMINI_SCREEN } from './screen.ts';

/** `/model` of Gemini CLI: it asks for the quota at its start anyway, and no model is asked anything. */
export function geminiPtySource(options: PtySourceOptions): QuotaSource {
  return ptySource(
    {
      screen: GEMINI_SCREEN,
      parse: parseGeminiQuotaScreen,
      cost: { process: true, usageEndpoint: true, mayOpenWindow: false },
      // Trust for this one start, so that nothing of it is written down.
      args: (_folder, own) => [...(own ? ['--skip-trust'] : []), '--extensions', 'none'],
    },
    options,
  );
}
