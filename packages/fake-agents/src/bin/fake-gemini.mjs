#!/usr/bin/env node
import './keep-stripped.mjs';

const { main } = await import('../gemini/launcher.ts');
await main(process.argv.slice(2));
