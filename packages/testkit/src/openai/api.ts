import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { listenOnLoopback } from '../network/loopback.ts';
import { isRecord, parseJson, readText } from '../network/request-body.ts';
import type { Route } from '../network/route.ts';
import type { Reply } from '../reply.ts';
import { refuse, say } from '../reply.ts';
import { codexRoutes } from './account-routes.ts';
import type { ResponsesCall } from './responses-call.ts';
import { readResponsesCall } from './responses-call.ts';
import { writeResponse } from './write-response.ts';

/** What the model says: always the same, one reply for each call, or whatever a function makes of the call. */
type OpenaiScript = Reply | readonly Reply[] | ((call: ResponsesCall) => Reply | Promise<Reply>);

export interface OpenaiApiOptions {
  /** Default: every call is answered `ok`. */
  readonly respond?: OpenaiScript;
  /** The body of `GET /wham/usage`; see {@link codexUsageBody}. Default: a five-hour window at 42 percent. */
  readonly usage?: unknown;
  /** More endpoints or other answers, by `METHOD /path` without the query, below whatever base. */
  readonly routes?: Readonly<Record<string, Route>>;
}

/** A request that reached the stand-in. */
export interface OpenaiRequest {
  readonly method: string;
  /** With the query. */
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  /** Parsed JSON, else the text. */
  readonly body: unknown;
  /** For `POST /responses`. */
  readonly call: ResponsesCall | null;
  /** The status that was sent; `null` while there is none. */
  status: number | null;
}

/** A running stand-in for OpenAI's API and ChatGPT's account endpoints. */
export interface OpenaiApi {
  /** Plain HTTP on 127.0.0.1: the API below `/v1`, accounts below `/backend-api`, tokens at `/oauth/token`. */
  readonly url: string;
  /** Every request, in order of arrival. */
  readonly requests: readonly OpenaiRequest[];
  /** The calls of the model, in order of arrival. */
  calls(): readonly ResponsesCall[];
  /** Goes on with another script; a list begins anew. */
  respond(script: OpenaiScript): void;
  close(): Promise<void>;
}

const BASES = ['/backend-api/codex', '/backend-api', '/v1'];

/**
 * Starts a stand-in for the Responses API and ChatGPT's account endpoints on 127.0.0.1, on a port that the system
 * chooses. Replies follow a script. Good enough that Codex 0.169.0 runs on it (2026-11-21); see {@link codexHome}.
 *
 * @example
 * const api = await startOpenaiApi({ respond: [useTool('exec_command', { cmd: 'date' }), say('Done.')] });
 */
export async function startOpenaiApi(options: OpenaiApiOptions = {}): Promise<OpenaiApi> {
  const routes = { ...codexRoutes(options.usage), ...options.routes };
  const requests: OpenaiRequest[] = [];
  let script: OpenaiScript = options.respond ?? say('ok');
  let count = 0;
  let scriptBegan = 0;

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = parseJson(await readText(request));
    const url = new URL(request.url ?? '/', 'http://stand-in');
    const method = request.method ?? '';
    const path = belowBase(url.pathname);
    const isCall = method === 'POST' && path === '/responses' && isRecord(body);
    const call = isCall ? readResponsesCall(body, request.headers, count++) : null;
    const entry: OpenaiRequest = {
      method,
      path: url.pathname + url.search,
      headers: request.headers,
      body,
      call,
      status: null,
    };
    requests.push(entry);
    const send = (status: number, content: unknown, headers: Readonly<Record<string, string>> = {}): void => {
      entry.status = status;
      response.writeHead(status, { 'content-type': 'application/json', ...headers });
      response.end(typeof content === 'string' ? content : JSON.stringify(content));
    };
    if (call === null) {
      const route = routes[`${method} ${path}`];
      if (route === undefined) return send(404, { detail: 'Not Found' });
      const reply = typeof route === 'function' ? route({ body, url, headers: request.headers }) : route;
      if (reply.delayMs !== undefined) await delay(reply.delayMs);
      return send(reply.status ?? 200, reply.body, reply.headers);
    }
    const reply = await replyTo(call, script, call.index - scriptBegan);
    switch (reply.kind) {
      case 'answer':
        entry.status = 200;
        return writeResponse(reply, response, count);
      case 'refusal':
        return send(reply.status, refusalBody(reply.type, reply.message, reply.fields), reply.headers);
      case 'drop':
        request.socket.destroy();
        return;
      case 'hang':
        return;
    }
  }

  const server = await listenOnLoopback(
    createServer((request, response) => {
      // A test's own function may throw: the CLI gets a refusal that it does not try again and shows to the reader.
      serve(request, response).catch((error: unknown) => {
        if (response.headersSent) return response.destroy();
        response.writeHead(400, { 'content-type': 'application/json' });
        response.end(JSON.stringify(refusalBody('invalid_request_error', `the script failed: ${String(error)}`)));
      });
    }),
  );
  return {
    url: `http://127.0.0.1:${server.port}`,
    requests,
    calls: () => requests.flatMap(({ call }) => (call === null ? [] : [call])),
    respond(next) {
      script = next;
      scriptBegan = count;
    },
    close: () => server.close(),
  };
}

async function replyTo(call: ResponsesCall, script: OpenaiScript, turn: number): Promise<Reply> {
  if (typeof script === 'function') return script(call);
  if (!isList(script)) return script;
  // 400 is not retried: a script that is too short shows at once, in the CLI's own words.
  return script[turn] ?? refuse(400, 'invalid_request_error', `the script has no reply for call ${turn + 1}`);
}

/** An error in the vendor's shape: the CLI looks for the reason under both names. */
function refusalBody(code: string, message: string, fields: Readonly<Record<string, unknown>> = {}): object {
  return { error: { type: code, code, message, param: null, ...fields } };
}

function belowBase(path: string): string {
  const base = BASES.find((one) => path.startsWith(`${one}/`));
  return base === undefined ? path : path.slice(base.length);
}

function isList(script: Reply | readonly Reply[]): script is readonly Reply[] {
  return Array.isArray(script);
}
