#!/usr/bin/env node
import { main } from '../gemini/launcher.ts';

await main(process.argv.slice(2));
