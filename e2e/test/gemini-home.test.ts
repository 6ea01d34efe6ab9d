import { existsSync, readFileSync } from 'node:fs';
import { rename } from 'node:fs/promises';
import { join } from 'node:path';
import { geminiHome, say } from '@ccx/testkit';
import { describe, expect, test } from 'vitest';
import { filesBelow } from '../support/files-below.ts';
import { openGeminiWorld } from '../support/gemini-world.ts';
import { need } from '../support/need.ts';
import { AGENT_BINS } from '../support/places.ts';
import { startProgram } from '../support/program.ts';
import { NO_TRACE } from '../support/stance.ts';
import { canTrace, readTrace, traceArguments } from '../support/system-trace.ts';
import { expectExit } from '../support/world.ts';

const ASK = ['-p', 'say where you are', '--skip-trust'];

describe('GEMINI_CLI_HOME, on the real Gemini CLI', () => {
  test('moves the settings and the chats: nothing is read from or written to the default place', async () => {
    const world = await openGeminiWorld({ respond: say('From there.') });
    const elsewhere = join(world.home.home, 'second');
    // Only there is a way to log in selected, without which the CLI refuses to run.
    await geminiHome(world.home, { configDir: join(elsewhere, '.gemini') });
    await rename(join(world.home.home, '.gemini'), join(world.home.home, 'aside'));
    const env = { GEMINI_CLI_HOME: elsewhere };
    expectExit(await world.gemini(ASK, { env }), 0);
    expect(existsSync(join(world.home.home, '.gemini'))).toBe(false);
    const chats = Object.keys(filesBelow(join(elsewhere, '.gemini/tmp'))).filter((path) =>
      /chats\/.*\.jsonl?$/.test(path),
    );
    expect(chats).not.toEqual([]);

    const without = await world.gemini(ASK);
    expect(without.code).not.toBe(0);
    await world.allEnd();
  });

  test('moves the login: its file is looked for there and nowhere else', async (context) => {
    need(context, canTrace(), NO_TRACE);
    const world = await openGeminiWorld({ login: 'google' });
    const elsewhere = join(world.home.home, 'second');
    await geminiHome(world.home, { login: 'google', configDir: join(elsewhere, '.gemini') });
    const file = join(world.home.tmp, 'trace');
    const [strace = '', ...options] = traceArguments(file);
    const { env } = world;
    await startProgram(strace, [...options, join(AGENT_BINS, 'gemini'), ...ASK], {
      env: { ...env, GEMINI_CLI_HOME: elsewhere, GOOGLE_CLOUD_ACCESS_TOKEN: '', GOOGLE_GENAI_USE_GCA: 'true' },
      cwd: world.home.cwd,
    }).ended;
    const opened = readTrace(readFileSync(file, 'utf8'))
      .filter(({ call, target }) => call === 'open' && target.includes('oauth_creds'))
      .map(({ target }) => target);
    expect(new Set(opened)).toEqual(new Set([join(elsewhere, '.gemini/oauth_creds.json')]));
  });
});
