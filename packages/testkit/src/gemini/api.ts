import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { listenOnLoopback } from '../network/loopback.ts';
import { isRecord, parseJson, readText } from '../network/request-body.ts';
import type { Route } from '../network/route.ts';
import { refuse, say } from '../reply.ts';
import { codeAssistRoutes } from './account-routes.ts';
import { errorBody } from './google-errors.ts';
import type { GeminiCall, GeminiCallKind } from './model-request.ts';
import { readGeminiCall, verbOf } from './model-request.ts';
import type { GeminiScript } from './script.ts';
import { replyTo } from './script.ts';
import { writeContent } from './write-content.ts';

export interface GeminiApiOptions {
  /** Default: every turn is answered `ok`. */
  readonly respond?: GeminiScript;
  /** The body of `retrieveUserQuota`; see {@link geminiQuotaBody}. Default: something is left of three models. */
  readonly quota?: unknown;
  /** More endpoints or other answers, by `METHOD /path` without the query. */
  readonly routes?: Readonly<Record<string, Route>>;
}

/** A request that reached the stand-in. */
export interface GeminiRequest {
  readonly method: string;
  /** With the query. */
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  /** Parsed JSON, else the text. */
  readonly body: unknown;
  /** For content of the model. */
  readonly call: GeminiCall | null;
  /** The status that was sent; `null` while there is none. */
  status: number | null;
}

/** A running stand-in for Google's API and the service of its accounts. */
export interface GeminiApi {
  /** For `GOOGLE_GEMINI_BASE_URL` and `CODE_ASSIST_ENDPOINT`: plain HTTP on 127.0.0.1. */
  readonly url: string;
  /** Every request, in order of arrival. */
  readonly requests: readonly GeminiRequest[];
  /** The calls of one kind, in order of arrival. Default `main`. */
  calls(kind?: GeminiCallKind): readonly GeminiCall[];
  /** Goes on with another script; a list begins anew. */
  respond(script: GeminiScript): void;
  close(): Promise<void>;
}

/**
 * Starts a stand-in for the Gemini API and Code Assist on 127.0.0.1, on a port that the system chooses. Replies follow a
 * script. Good enough that Gemini CLI 0.61.0 runs on it (2026-11-21); see {@link geminiHome}.
 *
 * @example
 * const api = await startGeminiApi({ respond: [useTool('read_file', { file_path: 'note.txt' }), say('Done.')] });
 */
export async function startGeminiApi(options: GeminiApiOptions = {}): Promise<GeminiApi> {
  const routes = { ...codeAssistRoutes(options.quota), ...options.routes };
  const requests: GeminiRequest[] = [];
  const counts: Record<GeminiCallKind, number> = { main: 0, side: 0 };
  let script: GeminiScript = options.respond ?? say('ok');
  let scriptBegan = 0;

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = parseJson(await readText(request));
    const url = new URL(request.url ?? '/', 'http://stand-in');
    const method = request.method ?? '';
    const path = url.pathname;
    const read = method === 'POST' && isRecord(body) ? readGeminiCall(path, body, request.headers) : null;
    const call = read === null ? null : { ...read, index: counts[read.kind]++ };
    const entry: GeminiRequest = {
      method,
      path: path + url.search,
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
      if (route === undefined) {
        if (verbOf(path) === 'countTokens') return send(200, { totalTokens: 1200 });
        return send(404, errorBody(refuse(404, 'NOT_FOUND', 'Not found')));
      }
      const reply = typeof route === 'function' ? route({ body, url, headers: request.headers }) : route;
      if (reply.delayMs !== undefined) await delay(reply.delayMs);
      return send(reply.status ?? 200, reply.body, reply.headers);
    }
    const reply = await replyTo(call, script, call.index - scriptBegan);
    switch (reply.kind) {
      case 'answer':
        entry.status = 200;
        return writeContent(reply, response, call);
      case 'refusal':
        return send(reply.status, errorBody(reply), reply.headers);
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
        response.end(JSON.stringify(errorBody(refuse(400, 'INVALID_ARGUMENT', `the script failed: ${String(error)}`))));
      });
    }),
  );
  return {
    url: `http://127.0.0.1:${server.port}`,
    requests,
    calls: (kind = 'main') => requests.flatMap(({ call }) => (call?.kind === kind ? [call] : [])),
    respond(next) {
      script = next;
      scriptBegan = counts.main;
    },
    close: () => server.close(),
  };
}
