#!/usr/bin/env node
import { isNative, launchNative } from '../codex/launcher.ts';

if (isNative()) {
  const { main } = await import('../codex/main.ts');
  await main(process.argv.slice(2));
} else {
  launchNative();
}
