// Writes a history of Claude Code (shapes of 2.1.329, observed 2026-11-21) and what it holds, in DIR/expected.json. The
// same options give the same bytes. Usage: node bench/usage/generate.mjs --out DIR --sessions N --lines N --profiles N
// --seed N, where lines are those of a mean session's own file. What run.mjs asks of any generator is no more than this.
import { closeSync, mkdirSync, openSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

const text = { type: 'string' };
const { values } = parseArgs({ options: { out: text, sessions: text, lines: text, profiles: text, seed: text } });
const { sessions, lines, profiles, seed } = Object.fromEntries(
  ['sessions', 'lines', 'profiles', 'seed'].map((name) => [name, Number(values[name])]),
);
if (values.out === undefined || ![sessions, lines, profiles, seed].every(Number.isInteger)) {
  process.stderr.write('--out is a folder; --sessions, --lines, --profiles and --seed are whole numbers.\n');
  process.exit(2);
}

const FLUSH_BYTES = 4 * 1024 * 1024;
const MODELS = ['claude-opus-4-5-20251101', 'claude-sonnet-4-5-20250929', 'claude-haiku-4-5-20251001'];
const FOLDERS = ['/home/ada/shop', '/home/ada/shop/web', '/home/ada/shop-web', '/home/ada/größe', '/srv/infra'];
const WORDS =
  'const let return await import { } ( ) => ; "usage":{ {"id":null} error test config stream \\ \t größe 日本語 Привет 😀 0x7f 3.14'.split(
    ' ',
  );
const NAMES = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz';

/** mulberry32: a few lines, and good enough for sizes and names. */
function randomFrom(start) {
  let state = start >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

let random = randomFrom(seed);
const chance = (share) => random() < share;
const int = (from, to) => from + Math.floor(random() * (to - from + 1));
const pick = (list) => list[int(0, list.length - 1)];
const name = (length) => Array.from({ length }, () => pick(NAMES)).join('');
const hex = (length) => Array.from({ length }, () => int(0, 15).toString(16)).join('');
const uuid = () => `${hex(8)}-${hex(4)}-4${hex(3)}-a${hex(3)}-${hex(12)}`;
const exponential = (mean) => -Math.log(1 - random()) * mean;

// Pieces of one long text; ends that halve a surrogate pair are mended, as JSON of the CLI has none either.
const CORPUS = Array.from({ length: 1 << 18 }, () => pick(WORDS) + (chance(0.1) ? '\n' : ' ')).join('');
const piece = (length) => {
  const from = int(0, CORPUS.length - length);
  return CORPUS.slice(from, from + length).toWellFormed();
};

const truth = { input: 0, output: 0, cacheRead: 0, cacheWrite5m: 0, cacheWrite1h: 0, calls: 0 };
let bytes = 0;
let files = 0;

/** A file that is written in large steps: one of 400 MB is made as easily as many small ones. */
function openTranscript(path) {
  const fd = openSync(path, 'w');
  let waiting = [];
  let size = 0;
  const flush = () => {
    if (size > 0) writeSync(fd, waiting.join(''));
    [waiting, size] = [[], 0];
  };
  files += 1;
  let count = 0;
  return {
    count: () => count,
    put(value) {
      const line = `${JSON.stringify(value)}\n`;
      waiting.push(line);
      count += 1;
      size += line.length;
      bytes += Buffer.byteLength(line);
      if (size > FLUSH_BYTES) flush();
    },
    close() {
      flush();
      closeSync(fd);
    },
  };
}

/** One call of a model: a line for each block, with results of the tools between this call and the next. */
function putCall(transcript, session, { model, agentId = null }) {
  const context = session.context();
  const written = Math.min(context, int(0, 4000));
  const hour = chance(0.4) ? written : 0;
  const usage = { in: int(1, 12), out: int(8, 900), read: context, write: written };
  truth.input += usage.in;
  truth.output += usage.out;
  truth.cacheRead += usage.read;
  truth.cacheWrite5m += written - hour;
  truth.cacheWrite1h += hour;
  truth.calls += 1;

  const [id, requestId] = [`msg_01${name(22)}`, `req_011C${name(20)}`];
  const blocks = [];
  if (chance(0.3)) blocks.push({ type: 'thinking', thinking: piece(int(60, 1500)), signature: hex(400) });
  if (chance(0.6) || blocks.length === 0) blocks.push({ type: 'text', text: piece(int(30, 1500)) });
  const tools = Array.from({ length: chance(0.75) ? int(1, 2) : 0 }, () => `toolu_01${name(22)}`);
  const input = () => ({ command: piece(int(12, 700)), description: piece(30), id: chance(0.05) ? null : 1 });
  blocks.push(...tools.map((tool) => ({ type: 'tool_use', id: tool, name: 'Bash', input: input() })));
  for (const [index, block] of blocks.entries()) {
    // Old versions wrote what had come so far on all lines but the last.
    const out = session.grows && index < blocks.length - 1 ? Math.min(index + 1, usage.out) : usage.out;
    const message = {
      id,
      type: 'message',
      role: 'assistant',
      model,
      content: [block],
      stop_reason: tools.length > 0 ? 'tool_use' : 'end_turn',
      stop_sequence: null,
      usage: {
        input_tokens: usage.in,
        cache_creation_input_tokens: usage.write,
        cache_read_input_tokens: usage.read,
        output_tokens: out,
        output_tokens_details: { thinking_tokens: 0 },
        server_tool_use: { web_search_requests: 0, web_fetch_requests: 0 },
        service_tier: 'standard',
        cache_creation: { ephemeral_1h_input_tokens: hour, ephemeral_5m_input_tokens: written - hour },
        inference_geo: '',
        iterations: [],
        speed: 'standard',
        fallback_credit: null,
      },
    };
    const head = { ...session.head(agentId), message, apiBlockIndex: index, requestId, type: 'assistant' };
    transcript.put({ ...head, ...session.tail() });
  }
  for (const tool of tools) {
    const output = piece(Math.min(Math.floor(exponential(chance(0.03) ? 22_000 : 2200)) + 40, 400_000));
    const content = [{ tool_use_id: tool, type: 'tool_result', content: output }];
    const result = { type: 'user', message: { role: 'user', content } };
    const toolUseResult = { stdout: output, stderr: '', interrupted: false, isImage: false };
    transcript.put({ ...session.head(agentId), ...result, ...session.tail(), toolUseResult });
  }
}

function writeSession(index) {
  random = randomFrom(seed * 7919 + index);
  const [sessionId, cwd, model] = [uuid(), pick(FOLDERS), pick(MODELS)];
  const length = Math.max(12, Math.floor(lines * (sessions === 1 ? 1 : 0.2 + 2.9 * random() ** 2)));
  const project = join(values.out, `p${index % profiles}`, 'projects', cwd.replaceAll(/[^A-Za-z0-9]/g, '-'));
  let at = Date.parse('2026-02-16T00:00:00Z') + Math.floor(random() * 60 * 86_400_000);
  let tokens = int(9000, 24_000);
  let parentUuid = null;
  const session = {
    grows: chance(0.4),
    context: () => (tokens = tokens > 160_000 ? int(14_000, 30_000) : tokens + int(300, 4200)),
    head: (agentId) => ({ parentUuid, isSidechain: agentId !== null, ...(agentId !== null && { agentId }) }),
    tail() {
      at += int(40, 9000);
      const place = { userType: 'external', entrypoint: 'cli', cwd, sessionId, version: '2.1.329', gitBranch: 'main' };
      return { uuid: (parentUuid = uuid()), timestamp: new Date(at).toISOString(), ...place };
    },
  };
  const prompt = () => ({ promptId: uuid(), type: 'user', message: { role: 'user', content: piece(int(10, 800)) } });
  const agents = join(project, sessionId, 'subagents');
  mkdirSync(agents, { recursive: true });
  const main = openTranscript(join(project, `${sessionId}.jsonl`));
  while (main.count() < length) {
    if (chance(0.15)) {
      at += Math.floor(exponential(240_000));
      main.put({ ...session.head(null), ...prompt(), ...session.tail(), promptSource: 'typed' });
      main.put({ type: 'file-history-snapshot', messageId: uuid(), snapshot: { trackedFileBackups: {} } });
    }
    putCall(main, session, { model });
    if (chance(0.035)) {
      const agentId = hex(16);
      const agent = openTranscript(join(agents, `agent-${agentId}.jsonl`));
      agent.put({ ...session.head(agentId), ...prompt(), ...session.tail() });
      for (let call = int(2, 14); call > 0; call -= 1) putCall(agent, session, { model, agentId });
      agent.close();
    }
  }
  main.close();
}

for (let index = 0; index < sessions; index += 1) writeSession(index);
writeFileSync(join(values.out, 'expected.json'), `${JSON.stringify({ bytes, files, totals: truth })}\n`);
