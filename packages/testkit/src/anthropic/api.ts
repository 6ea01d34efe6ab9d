import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { createSecureContext } from 'node:tls';
import { createTestAuthority } from '../network/authority.ts';
import { startConnectProxy } from '../network/connect-proxy.ts';
import { listenOnLoopback } from '../network/loopback.ts';
import { isRecord, parseJson, readText } from '../network/request-body.ts';
import type { Route } from '../network/route.ts';
import { accountRoutes } from './account-routes.ts';
import type { CallKind, ModelCall } from './model-call.ts';
import { readModelCall } from './model-call.ts';
import { say } from '../reply.ts';
import type { Script } from './script.ts';
import { replyTo } from './script.ts';
import { errorBody, requestId, writeAnswer } from './write-answer.ts';

export interface AnthropicApiOptions {
  /** Default: every turn says `ok`. */
  readonly respond?: Script;
  /**
   * The body of `GET /api/oauth/usage`, see {@link usageBody}, or what makes it of the login's name. Default: the
   * five-hour window at 42 percent.
   */
  readonly usage?: unknown;
  /** More endpoints or other answers, by `METHOD /path` without the query. */
  readonly routes?: Readonly<Record<string, Route>>;
}

/** A request that reached the stand-in. */
export interface ApiRequest {
  /** Came through TLS, and so through the proxy. */
  readonly secure: boolean;
  readonly method: string;
  readonly host: string;
  /** With the query. */
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  /** Parsed JSON, else the text. */
  readonly body: unknown;
  /** For `POST /v1/messages`. */
  readonly call: ModelCall | null;
  /** The status that was sent; `null` while there is none. */
  status: number | null;
}

/** A running stand-in for Anthropic's API. */
export interface AnthropicApi {
  /** For `ANTHROPIC_BASE_URL`: plain HTTP on 127.0.0.1. */
  readonly url: string;
  /** For `HTTPS_PROXY`: leads every host to the same API over TLS. */
  readonly proxyUrl: string;
  /** For `NODE_EXTRA_CA_CERTS`. */
  readonly caFile: string;
  /** Every request, in order of arrival. */
  readonly requests: readonly ApiRequest[];
  /** `host:port` of everything that was asked of the proxy. */
  readonly proxied: readonly string[];
  /** The model's calls of one kind. Default `main`. */
  calls(kind?: CallKind): readonly ModelCall[];
  /** Goes on with another script; turns count from 0 again for a list. */
  respond(script: Script): void;
  close(): Promise<void>;
}

/**
 * Starts a stand-in for Anthropic's API on 127.0.0.1, on ports that the system chooses: plain HTTP for API keys, and TLS
 * behind a CONNECT proxy for subscriptions, whose account endpoints the CLI asks at their real names only. Replies
 * follow a script. Good enough that Claude Code 2.1.329 runs on it (2026-11-21).
 *
 * @example
 * const api = await startAnthropicApi({ respond: [useTool('Bash', { command: 'date' }), say('Done.')] });
 */
export async function startAnthropicApi(options: AnthropicApiOptions = {}): Promise<AnthropicApi> {
  const routes = { ...accountRoutes(options.usage), ...options.routes };
  const requests: ApiRequest[] = [];
  const counts: Record<CallKind, number> = { main: 0, title: 0, quota: 0, side: 0 };
  let script: Script = options.respond ?? say('ok');
  let scriptBegan = 0;
  let serial = 0;

  async function serve(secure: boolean, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const text = await readText(request);
    const url = new URL(request.url ?? '/', 'http://stand-in');
    const body = parseJson(text);
    const method = request.method ?? '';
    const isCall = method === 'POST' && url.pathname === '/v1/messages' && isRecord(body);
    const read = isCall ? readModelCall(body, request.headers) : null;
    const call = read === null ? null : { ...read, index: counts[read.kind]++ };
    const { host = '' } = request.headers;
    const entry: ApiRequest = {
      secure,
      method,
      host,
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
      const route = routes[`${method} ${url.pathname}`];
      if (route === undefined) return send(404, errorBody('not_found_error', 'Not found', serial));
      const reply = typeof route === 'function' ? route({ body, url, headers: request.headers }) : route;
      if (reply.delayMs !== undefined) await delay(reply.delayMs);
      return send(reply.status ?? 200, reply.body, reply.headers);
    }
    serial += 1;
    const reply = await replyTo(call, script, call.index - scriptBegan);
    switch (reply.kind) {
      case 'answer':
        entry.status = 200;
        return writeAnswer(reply, { response, serial, model: call.model, stream: call.body['stream'] === true });
      case 'refusal': {
        const headers = { 'request-id': requestId(serial), ...reply.headers };
        return send(reply.status, errorBody(reply.type, reply.message, serial, reply.fields), headers);
      }
      case 'drop':
        request.socket.destroy();
        return;
      case 'hang':
        return;
    }
  }

  const listener =
    (secure: boolean): RequestListener =>
    (request, response) => {
      // A test's own function may throw: the CLI gets a refusal that it does not try again and shows to the reader.
      serve(secure, request, response).catch((error: unknown) => {
        if (response.headersSent) return response.destroy();
        response.writeHead(400, { 'content-type': 'application/json' });
        response.end(JSON.stringify(errorBody('invalid_request_error', `the script failed: ${String(error)}`, serial)));
      });
    };

  const authority = createTestAuthority();
  const folder = await mkdtemp(join(tmpdir(), 'ccx-test-api-'));
  const caFile = join(folder, 'ca.pem');
  await writeFile(caFile, authority.caPem);
  const plain = await listenOnLoopback(createServer(listener(false)));
  const secure = await listenOnLoopback(
    createSecureServer(
      {
        ...authority.issue('127.0.0.1'),
        SNICallback: (name, done) => done(null, createSecureContext(authority.issue(name))),
      },
      listener(true),
    ),
  );
  const proxy = await startConnectProxy(secure.port);

  return {
    url: `http://127.0.0.1:${plain.port}`,
    proxyUrl: `http://127.0.0.1:${proxy.port}`,
    caFile,
    requests,
    proxied: proxy.targets,
    calls: (kind = 'main') => requests.flatMap(({ call }) => (call?.kind === kind ? [call] : [])),
    respond(next) {
      script = next;
      scriptBegan = counts.main;
    },
    async close() {
      await Promise.all([plain.close(), secure.close(), proxy.close()]);
      await rm(folder, { recursive: true, force: true });
    },
  };
}
