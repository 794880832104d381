import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import {
  ADMIN_PASSWORD,
  baseLdif,
  defaultSettings,
  READER_PASSWORD,
  readerDn,
  type SlapdSettings,
  slapdConfiguration,
} from './slapd-config.ts';
import { createTlsMaterial } from './tls-material.ts';

/**
 * An OpenLDAP server of a test's own on free ports of 127.0.0.1, with all its files in a temporary folder.
 * It knows the schemas of Univention and OX (`ldap-schema/`).
 */
export class Slapd {
  readonly #folder: string;
  #settings: SlapdSettings;
  #process: ChildProcess | undefined;
  #stderr = '';
  /** Certificate (PEM) of the authority that signed the server's certificate. */
  readonly ca: string;
  readonly ports: { readonly plain: number; readonly tls: number };

  private constructor(folder: string, settings: SlapdSettings, ca: string, ports: { plain: number; tls: number }) {
    this.#folder = folder;
    this.#settings = settings;
    this.ca = ca;
    this.ports = ports;
  }

  /** A stopped server that holds suffix, reader, `ou=users` and `ou=groups`, and the entries of `ldif`. */
  static async create(settings: Partial<SlapdSettings> = {}, ldif = ''): Promise<Slapd> {
    const folder = await mkdtemp(join(tmpdir(), 'ox-operator-slapd-'));
    const [ca, plain, tls] = await Promise.all([createTlsMaterial(folder), freePort(), freePort()]);
    const slapd = new Slapd(folder, { ...defaultSettings, ...settings }, ca, { plain, tls });
    await mkdir(join(folder, 'data'));
    await slapd.#writeConfiguration();
    await slapd.slapadd(`${baseLdif(slapd.suffix)}\n${ldif}`);
    return slapd;
  }

  /** Like `create`, and running. */
  static async start(settings: Partial<SlapdSettings> = {}, ldif = ''): Promise<Slapd> {
    const slapd = await Slapd.create(settings, ldif);
    await slapd.start();
    return slapd;
  }

  get suffix(): string {
    return this.#settings.suffix;
  }

  get url(): string {
    return `ldap://127.0.0.1:${this.ports.plain}`;
  }

  get ldapsUrl(): string {
    return `ldaps://127.0.0.1:${this.ports.tls}`;
  }

  get reader(): { readonly dn: string; readonly password: string } {
    return { dn: readerDn(this.suffix), password: READER_PASSWORD };
  }

  get pid(): number | undefined {
    return this.#process?.pid;
  }

  async start(): Promise<void> {
    const listeners = `${this.url}/ ${this.ldapsUrl}/`;
    const child = spawn('/usr/sbin/slapd', ['-d', '0', '-f', this.#file('slapd.conf'), '-h', listeners], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    this.#process = child;
    this.#stderr = '';
    child.stderr?.on('data', (text: Buffer) => {
      this.#stderr += text.toString('utf8');
    });
    while (!(await this.#answers())) {
      if (child.exitCode !== null || child.signalCode !== null) throw new Error(`slapd did not start: ${this.#stderr}`);
      await delay(10);
    }
  }

  async stop(signal: 'SIGTERM' | 'SIGKILL' = 'SIGTERM'): Promise<void> {
    const child = this.#process;
    this.#process = undefined;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const exited = once(child, 'exit');
    child.kill(signal);
    await exited;
  }

  /** Stops the server and removes every file of it. */
  async destroy(): Promise<void> {
    await this.stop('SIGKILL');
    await rm(this.#folder, { recursive: true, force: true });
  }

  /** Restarts with other settings. */
  async reconfigure(changes: Partial<SlapdSettings>): Promise<void> {
    const running = this.#process !== undefined;
    await this.stop();
    this.#settings = { ...this.#settings, ...changes };
    await this.#writeConfiguration();
    if (running) await this.start();
  }

  /** Restarts with a certificate of another authority; its certificate (PEM). */
  async renewCertificates(): Promise<string> {
    await this.stop();
    const ca = await createTlsMaterial(this.#folder);
    await this.start();
    return ca;
  }

  /** Loads entries in bulk; the server must be stopped. */
  async slapadd(ldif: string): Promise<void> {
    await this.runTool('/usr/sbin/slapadd', ['-q', '-w', '-f', this.#file('slapd.conf')], ldif);
  }

  /** Applies change records (`changetype: …`) or adds content records, as the admin. */
  async apply(ldif: string): Promise<void> {
    await this.runTool('/usr/bin/ldapmodify', ['-a', ...this.adminArguments()], ldif);
  }

  /** Connection and credentials of the admin for the tools of ldap-utils. */
  adminArguments(): string[] {
    return ['-x', '-H', this.url, '-D', `cn=admin,${this.suffix}`, '-w', ADMIN_PASSWORD];
  }

  /** Keeps a copy of the database aside; the server must be stopped. */
  async backUp(): Promise<void> {
    await this.#copy('data', 'backup');
  }

  /** Brings back what `backUp` kept; the server must be stopped. */
  async restore(): Promise<void> {
    await this.#copy('backup', 'data');
  }

  /** The database is a file of a GiB with hardly anything in it: what is not there is not copied. */
  async #copy(from: string, to: string): Promise<void> {
    await rm(this.#file(to), { recursive: true, force: true });
    await this.runTool('cp', ['--recursive', '--sparse=always', this.#file(from), this.#file(to)]);
  }

  /** Runs a tool to its end; its standard output. Rejects with its standard error when it fails. */
  async runTool(command: string, args: readonly string[], input = ''): Promise<string> {
    const child = spawn(command, args, { stdio: 'pipe' });
    const output: Buffer[] = [];
    const errors: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => output.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => errors.push(chunk));
    child.stdin.on('error', () => undefined);
    child.stdin.end(input);
    const [code] = (await once(child, 'close')) as [number | null];
    if (code !== 0) throw new Error(`${command} ended with ${String(code)}: ${Buffer.concat(errors).toString('utf8')}`);
    return Buffer.concat(output).toString('utf8');
  }

  async #writeConfiguration(): Promise<void> {
    await writeFile(this.#file('slapd.conf'), slapdConfiguration(this.#folder, this.#settings));
  }

  #file(name: string): string {
    return join(this.#folder, name);
  }

  #answers(): Promise<boolean> {
    return new Promise((resolve) => {
      const socket = connect(this.ports.plain, '127.0.0.1');
      socket.once('connect', () => {
        socket.destroy();
        resolve(true);
      });
      socket.once('error', () => resolve(false));
    });
  }
}

async function freePort(): Promise<number> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port was given');
  return address.port;
}
