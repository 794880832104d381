import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

/** Stands between a client and a server on 127.0.0.1; counts what passes, and can stop it. */
export class TcpProxy {
  readonly #server: Server;
  readonly #targetPort: number;
  readonly #sockets = new Set<Socket>();
  /** Bytes from the server to the client. */
  bytesToClient = 0;
  /** How often the client began to speak after the server did: the number of round trips. */
  turns = 0;
  /** Cuts the connection when so many bytes have gone to the client. */
  cutAfterBytes = Number.POSITIVE_INFINITY;
  /** Lets nothing more through to the client, as a server that hangs. */
  isSwallowing = false;
  #clientSpokeLast = false;

  private constructor(targetPort: number) {
    this.#targetPort = targetPort;
    this.#server = createServer((client) => this.#connect(client));
  }

  static async start(targetPort: number): Promise<TcpProxy> {
    const proxy = new TcpProxy(targetPort);
    proxy.#server.listen(0, '127.0.0.1');
    await once(proxy.#server, 'listening');
    return proxy;
  }

  get url(): string {
    return `ldap://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.cut();
    this.#server.close();
    await once(this.#server, 'close');
  }

  cut(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  #connect(client: Socket): void {
    const target = connect(this.#targetPort, '127.0.0.1');
    for (const [socket, other] of [
      [client, target],
      [target, client],
    ] as const) {
      this.#sockets.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => {
        this.#sockets.delete(socket);
        other.destroy();
      });
    }
    client.on('data', (chunk) => this.#toServer(chunk, target));
    target.on('data', (chunk) => this.#toClient(chunk, target, client));
  }

  #toServer(chunk: Buffer, target: Socket): void {
    if (!this.#clientSpokeLast) this.turns += 1;
    this.#clientSpokeLast = true;
    target.write(chunk);
  }

  #toClient(chunk: Buffer, target: Socket, client: Socket): void {
    if (this.isSwallowing) return;
    this.#clientSpokeLast = false;
    this.bytesToClient += chunk.length;
    if (this.bytesToClient >= this.cutAfterBytes) {
      this.cut();
      return;
    }
    if (client.write(chunk)) return;
    target.pause();
    client.once('drain', () => target.resume());
  }
}
