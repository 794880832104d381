import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

/** The way of one client to a server on 127.0.0.1; remembers when the client said something. */
export class WatchedRoad {
  /** Milliseconds since 1970, one for each piece of what was said. */
  readonly sentAt: number[] = [];
  private readonly server: Server;
  private readonly sockets = new Set<Socket>();

  private constructor(targetPort: number) {
    this.server = createServer((client) => {
      const target = connect(targetPort, '127.0.0.1');
      client.on('data', () => this.sentAt.push(Date.now()));
      client.pipe(target).pipe(client);
      for (const socket of [client, target]) {
        this.sockets.add(socket);
        socket.on('error', () => undefined); // who ends a process ends its connections
        socket.on('close', () => {
          this.sockets.delete(socket);
          client.destroy();
          target.destroy();
        });
      }
    });
  }

  static async start(targetUrl: string): Promise<WatchedRoad> {
    const road = new WatchedRoad(Number(new URL(targetUrl).port));
    road.server.listen(0, '127.0.0.1');
    await once(road.server, 'listening');
    return road;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    await new Promise((resolve) => this.server.close(resolve));
  }
}
