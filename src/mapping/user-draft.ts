import type { DirectoryEntry, Fault, FieldValue, Reason, UserField } from '../model/index.ts';
import type { Origin } from './attribute-source.ts';
import type { CompiledUsers } from './compiled-mapping.ts';
import { quoted } from './quoted.ts';

/** What can be told of an object beside its OX fields. */
export type TracedName = UserField | 'login' | 'contextId' | 'accessProfile' | 'personal';

/** An OX user in the making, with everything found wrong on the way. */
export class UserDraft {
  readonly entry: DirectoryEntry;
  readonly mapping: CompiledUsers;
  readonly fields: Partial<Record<UserField, FieldValue>> = {};
  readonly notes: string[] = [];
  readonly #faults: Fault[] = [];
  readonly #origins: Map<TracedName, Origin> | undefined;

  /** `origins` collects where each value came from; without it nothing is spent on that. */
  constructor(entry: DirectoryEntry, mapping: CompiledUsers, origins?: Map<TracedName, Origin>) {
    this.entry = entry;
    this.mapping = mapping;
    this.#origins = origins;
  }

  /** Known once the fields are put; `undefined` when the entry has none that can be used. */
  get primaryMail(): string | undefined {
    const address = this.fields.email1;
    return typeof address === 'string' && address !== '' ? address : undefined;
  }

  put(field: UserField, value: FieldValue, origin: Origin): void {
    if (this.mapping.unset.has(field)) return;
    this.fields[field] = value;
    this.#origins?.set(field, origin);
  }

  trace(name: TracedName, origin: Origin): void {
    this.#origins?.set(name, origin);
  }

  /** As far as origins are collected. */
  originOf(name: TracedName): Origin | undefined {
    return this.#origins?.get(name);
  }

  report(reason: Reason, message: string): void {
    this.#faults.push({ reason, message });
  }

  /** A value that cannot be sent, named with its attribute. */
  reportValue(reason: Reason, attribute: string, found: string, expected: string): void {
    this.report(reason, `${attribute} holds ${quoted(found)}, expected ${expected}`);
  }

  /** Everything found wrong as one fault: the first gives the reason, the message names all. */
  fault(): Fault | undefined {
    const [first] = this.#faults;
    if (first === undefined) return undefined;
    return { reason: first.reason, message: `${this.entry.dn}: ${this.#faults.map(({ message }) => message).join('; ')}` };
  }
}
