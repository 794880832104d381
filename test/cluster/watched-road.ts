import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

/** The way of one client to a server on 127.0.0.1; remembers when the client said something, and can be broken. */
export class WatchedRoad {
  /** Milliseconds since 1970, one for each piece of what was said. */
  readonly sentAt: number[] = [];
  private readonly server: Server;
  private readonly sockets = new Set<Socket>();
  private state: 'open' | 'cut' | 'silent' = 'open';

  private constructor(targetPort: number) {
    this.server = createServer((client) => this.connect(client, targetPort));
  }

  static async start(targetPort: number): Promise<WatchedRoad> {
    const road = new WatchedRoad(targetPort);
    road.server.listen(0, '127.0.0.1');
    await once(road.server, 'listening');
    return road;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  /** Resets every connection, and each new one. */
  cut(): void {
    this.state = 'cut';
    for (const socket of this.sockets) socket.resetAndDestroy();
  }

  /** Lets nothing through any more, in neither direction, and says nothing about it, as a network does that drops packets. */
  silence(): void {
    this.state = 'silent';
  }

  async stop(): Promise<void> {
    this.cut();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private connect(client: Socket, targetPort: number): void {
    if (this.state === 'cut') {
      client.resetAndDestroy();
      return;
    }
    const target = connect(targetPort, '127.0.0.1');
    client.on('data', (chunk) => {
      this.sentAt.push(Date.now());
      if (this.state === 'open') target.write(chunk);
    });
    target.on('data', (chunk) => {
      if (this.state === 'open') client.write(chunk);
    });
    for (const socket of [client, target]) {
      this.sockets.add(socket);
      socket.on('error', () => undefined); // to break connections is the purpose
      socket.on('close', () => {
        this.sockets.delete(socket);
        client.destroy();
        target.destroy();
      });
    }
  }
}
