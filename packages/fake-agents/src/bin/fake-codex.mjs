#!/usr/bin/env node
import './keep-stripped.mjs';

const { isNative, launchNative } = await import('../codex/launcher.ts');
if (isNative()) {
  const { main } = await import('../codex/main.ts');
  await main(process.argv.slice(2));
} else {
  launchNative();
}
