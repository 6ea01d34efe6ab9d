#!/usr/bin/env node
import { main } from '../codex/main.ts';

await main(process.argv.slice(2));
