#!/usr/bin/env node
import './keep-stripped.mjs';

const { main } = await import('../claude/main.ts');
await main(process.argv.slice(2));
