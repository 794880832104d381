import type { Credentials } from '../../src/model/index.ts';
import type { ContextState } from './context-state.ts';
import { collationKey } from './names.ts';
import type { OxSettings } from './ox-settings.ts';

/** One OX: its contexts, its settings and its master admin. Rules read and change it; nothing else does. */
export class Installation {
  readonly settings: OxSettings;
  readonly master: Credentials;
  readonly contexts = new Map<number, ContextState>();
  readonly #byName = new Map<string, number>();
  readonly #byMapping = new Map<string, number>();

  constructor(settings: OxSettings, master: Credentials) {
    this.settings = settings;
    this.master = master;
  }

  contextNamed(name: string): ContextState | undefined {
    return this.#found(this.#byName.get(collationKey(name)));
  }

  contextMappedBy(mapping: string): ContextState | undefined {
    return this.#found(this.#byMapping.get(collationKey(mapping)));
  }

  /** Adds a context, or takes over what changed in its record. */
  putContext(context: ContextState, old = context.record): void {
    this.#dropIndexes(old);
    this.contexts.set(context.id, context);
    this.#byName.set(collationKey(context.record.name), context.id);
    for (const mapping of context.record.loginMappings) this.#byMapping.set(collationKey(mapping), context.id);
  }

  removeContext(context: ContextState): void {
    this.#dropIndexes(context.record);
    this.contexts.delete(context.id);
  }

  /** An independent copy. */
  clone(): Installation {
    const copy = new Installation(this.settings, this.master);
    for (const context of this.contexts.values()) copy.putContext(context.clone());
    return copy;
  }

  #found(id: number | undefined): ContextState | undefined {
    return id === undefined ? undefined : this.contexts.get(id);
  }

  #dropIndexes({ name, loginMappings }: ContextState['record']): void {
    this.#byName.delete(collationKey(name));
    for (const mapping of loginMappings) this.#byMapping.delete(collationKey(mapping));
  }
}
