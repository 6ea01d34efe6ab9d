import { once } from 'node:events';
import type { Server, Socket } from 'node:net';

/** A server that nothing outside this machine can reach. */
export interface LoopbackServer {
  readonly port: number;
  /** Stops listening and cuts every open connection. */
  close(): Promise<void>;
}

/** Binds a server to 127.0.0.1 on a port that the system chooses. */
export async function listenOnLoopback(server: Server): Promise<LoopbackServer> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    // A client that goes away in the middle is an everyday thing here; unheard, it would end the test process.
    socket.on('error', () => socket.destroy());
    socket.on('close', () => sockets.delete(socket));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  return {
    port: address.port,
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}
