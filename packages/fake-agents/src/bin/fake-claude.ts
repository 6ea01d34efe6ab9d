#!/usr/bin/env node
import { main } from '../claude/main.ts';

await main(process.argv.slice(2));
