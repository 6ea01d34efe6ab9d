import { createServer } from 'node:http';
import { connect } from 'node:net';
import type { LoopbackServer } from './loopback.ts';
import { listenOnLoopback } from './loopback.ts';

/** A proxy that leads everywhere to the same place. */
export interface ConnectProxy extends LoopbackServer {
  /** `host:port` of every CONNECT, in order, as the client asked for it. */
  readonly targets: readonly string[];
}

/**
 * An HTTP proxy that answers every CONNECT with a connection to one port of this machine: a client with
 * `HTTPS_PROXY` set believes it speaks to its vendor, and nothing leaves. Plain requests get 403.
 */
export async function startConnectProxy(toPort: number): Promise<ConnectProxy> {
  const targets: string[] = [];
  const server = createServer((request, response) => {
    targets.push(`plain ${request.url ?? ''}`);
    response.writeHead(403).end();
  });
  server.on('connect', (request, client, head) => {
    targets.push(request.url ?? '');
    const upstream = connect(toPort, '127.0.0.1', () => {
      client.write('HTTP/1.1 200 Connection Established\r\n\r\n');
      upstream.write(head);
      upstream.pipe(client);
      client.pipe(upstream);
    });
    for (const [one, other] of [
      [upstream, client],
      [client, upstream],
    ] as const) {
      one.on('error', () => other.destroy());
      one.on('close', () => other.destroy());
    }
  });
  return { ...(await listenOnLoopback(server)), targets };
}
