import type { ContextSecrets, CredentialsBook } from '../controllers/index.ts';
import type { DataMap, ResourceStore } from '../kube/index.ts';
import type { Credentials, Random } from '../model/index.ts';

const PASSWORD_LENGTH = 64;

/** The admins of contexts: kept in Secrets, remembered in memory, written nowhere else. */
export class CredentialsVault implements CredentialsBook, ContextSecrets {
  private readonly store: ResourceStore;
  private readonly random: Random;
  private readonly onGenerated: (secretName: string) => void;
  private readonly known = new Map<number, Credentials>();

  constructor(store: ResourceStore, random: Random, onGenerated: (secretName: string) => void) {
    this.store = store;
    this.random = random;
    this.onGenerated = onGenerated;
  }

  credentialsOf(contextId: number): Credentials | undefined {
    return this.known.get(contextId);
  }

  async read(secretName: string): Promise<Credentials | undefined> {
    return toCredentials(await this.store.readSecret(secretName));
  }

  async generate(secretName: string, login: string): Promise<Credentials> {
    const made = { username: login, password: this.random.secret(PASSWORD_LENGTH) };
    if ((await this.store.createSecret(secretName, made)) === 'created') {
      this.onGenerated(secretName);
      return { login, password: made.password };
    }
    const existing = await this.read(secretName);
    if (existing === undefined) throw new Error(`the Secret "${secretName}" exists and lacks the key username or password`);
    return existing;
  }

  publish(contextId: number, credentials: Credentials): void {
    this.known.set(contextId, credentials);
  }

  /** Whether the Secret holds what is known of the context's admin already. */
  async isKnown(contextId: number, secretName: string): Promise<boolean> {
    const known = this.credentialsOf(contextId);
    const now = await this.read(secretName);
    return known !== undefined && known.login === now?.login && known.password === now.password;
  }

  /** One that knows the same and learns on its own, over another store. */
  copy(store: ResourceStore): CredentialsVault {
    const copy = new CredentialsVault(store, this.random, () => undefined);
    for (const [contextId, credentials] of this.known) copy.publish(contextId, credentials);
    return copy;
  }

  /** The context is not ours any more. */
  forget(contextId: number): void {
    this.known.delete(contextId);
  }

  async discard(contextId: number, secretName: string): Promise<void> {
    this.forget(contextId);
    await this.store.deleteSecret(secretName);
  }
}

function toCredentials(data: DataMap | undefined): Credentials | undefined {
  const login = data?.username;
  const password = data?.password;
  if (login === undefined || login === '' || password === undefined || password === '') return undefined;
  return { login, password };
}
