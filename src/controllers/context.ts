import type { Dependency, ObjectController, Operation, Plan, Subject } from '../engine/index.ts';
import type { AppliedRecord, Credentials, DesiredObject, Fields, FieldValue, Reason } from '../model/index.ts';
import { type OxContext, type OxContextAdmin, type OxContextChange, OxError, type OxGateway } from '../ox/index.ts';
import { idsOfEverybody } from './everybody.ts';
import { isSameValue } from './field-changes.ts';
import { wanted } from './wanted.ts';

/** Where the credentials of contexts' admins are kept (Secrets), and where the rest of the operator finds them. */
export interface ContextSecrets {
  /** `undefined` when there is no such Secret or a key is missing. */
  read(secretName: string): Promise<Credentials | undefined>;
  /** That worked last, while this process knows any. */
  credentialsOf(contextId: number): Credentials | undefined;
  /** Makes the Secret, or answers what is in it already. Written before OX is, so that a crash loses no password. */
  generate(secretName: string, login: string): Promise<Credentials>;
  /** These credentials work. */
  publish(contextId: number, credentials: Credentials): void;
  /** The context is gone: so are its admin and the Secret that we generated. */
  discard(contextId: number, secretName: string): Promise<void>;
}

/** Fields of a desired context. `secretName` is where its admin's credentials are; `isGenerated`: in a Secret of ours. */
export interface ContextFields {
  readonly quotaMB?: number;
  readonly loginMappings: readonly string[];
  readonly managementPolicy: 'Manage' | 'Observe';
  readonly secretName: string;
  readonly isGenerated: boolean;
}

export type ContextOperation =
  | (Operation & { readonly type: 'create' | 'change' })
  | (Operation & { readonly type: 'verify' })
  | (Operation & { readonly type: 'delete' });

interface ContextControllerOptions {
  readonly gateway: OxGateway;
  readonly secrets: ContextSecrets;
  /** Domain of the mail address of generated admins. */
  readonly adminDomain: string;
  readonly timezone: string | undefined;
}

/** OX's contexts, written by the master admin. They are few: each is looked at before its first write. */
export class ContextController implements ObjectController<ContextOperation> {
  readonly kind = 'Context';
  private readonly options: ContextControllerOptions;

  constructor(options: ContextControllerOptions) {
    this.options = options;
  }

  dependencies({ object }: Subject): readonly Dependency[] {
    return object.desired === undefined ? [{ type: 'emptyContext', contextId: object.contextId }] : [];
  }

  mustObserve({ object }: Subject): boolean {
    return object.applied === undefined || object.desired === undefined;
  }

  async observe({ object }: Subject): Promise<AppliedRecord | undefined> {
    const context = await this.options.gateway.contexts.get(object.contextId);
    return context === undefined ? undefined : toRecord(context, object.desired?.fields ?? object.applied?.fields ?? {});
  }

  /** One that belongs to somebody else is as he wants it. */
  differences({ object: { desired } }: Subject, baseline: AppliedRecord): readonly string[] {
    if (desired === undefined || isObserved(desired)) return [];
    const context = wantedContext(desired);
    return [
      ...(context.name === baseline.name ? [] : ['name']),
      ...(context.quotaMB === baseline.fields.quotaMB ? [] : ['quotaMB']),
      ...(isSameMappings(context, baseline) ? [] : ['loginMappings']),
    ];
  }

  plan({ object }: Subject, baseline: AppliedRecord | undefined): Plan<ContextOperation> {
    const { desired } = object;
    if (desired === undefined) return { type: 'operations', operations: baseline === undefined ? [] : [{ type: 'delete' }] };
    if (isObserved(desired)) {
      if (baseline !== undefined) return { type: 'operations', operations: [{ type: 'verify' }] };
      const message = `context ${object.contextId} does not exist in OX, and managementPolicy Observe does not create it`;
      return { type: 'refused', reason: 'WaitingForContext', message };
    }
    if (baseline === undefined) return { type: 'operations', operations: [{ type: 'create' }, { type: 'verify' }] };
    const change: ContextOperation[] = isSameContext(wantedContext(desired), baseline) ? [] : [{ type: 'change' }];
    return { type: 'operations', operations: [...change, { type: 'verify' }] };
  }

  async apply(operation: ContextOperation, { object }: Subject, baseline: AppliedRecord | undefined): Promise<AppliedRecord | undefined> {
    switch (operation.type) {
      case 'create':
        return await this.create(wanted(object.desired));
      case 'change': {
        const context = wantedContext(wanted(object.desired));
        await this.options.gateway.contexts.change(context);
        return toRecord(context, wanted(object.desired).fields);
      }
      case 'verify':
        await this.verify(wanted(object.desired));
        return baseline;
      case 'delete':
        return await this.delete(object.contextId, wanted(baseline).fields);
    }
  }

  private async create(desired: DesiredObject): Promise<AppliedRecord> {
    const context = wantedContext(desired);
    const { secretName, isGenerated } = secretOf(desired.fields);
    const known = await this.options.secrets.read(secretName);
    if (known === undefined && !isGenerated)
      throw missingCredentials(desired, `the Secret "${secretName}" does not exist or lacks the key username or password`);
    const admin = known ?? (await this.options.secrets.generate(secretName, ADMIN_LOGIN));
    await this.options.gateway.contexts.create(context, this.newAdmin(admin));
    return toRecord(context, desired.fields);
  }

  private newAdmin({ login, password }: Credentials): OxContextAdmin {
    const email = `${login}@${this.options.adminDomain}`;
    return { name: login, password, displayName: 'OX Admin', givenName: 'OX', surName: 'Admin', email, timezone: this.options.timezone };
  }

  /** The credentials work, or everything in the context waits. */
  private async verify(desired: DesiredObject): Promise<void> {
    const { contextId } = desired;
    const { secretName } = secretOf(desired.fields);
    const admin = await this.options.secrets.read(secretName);
    if (admin === undefined)
      throw missingCredentials(desired, `it exists in OX, and the Secret "${secretName}" does not hold the credentials of its admin`);
    const exists = await this.options.gateway.users.exists({ contextId, admin }, { name: admin.login });
    if (!exists)
      throw missingCredentials(desired, `OX accepts the login "${admin.login}" of the Secret "${secretName}" but has no such user`);
    this.options.secrets.publish(contextId, admin);
  }

  /** Somebody else's people may live in it: what we do not know of is never deleted with a context. */
  private async delete(contextId: number, known: Fields): Promise<undefined> {
    const { secretName, isGenerated } = secretOf(known);
    const admin = (await this.options.secrets.read(secretName)) ?? this.options.secrets.credentialsOf(contextId);
    if (admin === undefined) throw blindDeletion(contextId, secretName);
    // Its admin is one of them.
    const others = (await idsOfEverybody(this.options.gateway, { contextId, admin })).length - 1;
    if (others > 0)
      throw contextError(
        'DeletionBlocked',
        contextId,
        'delete',
        `${others} users whom no directory feeds still live in context ${contextId}`,
      );
    await this.options.gateway.contexts.delete(contextId);
    if (isGenerated) await this.options.secrets.discard(contextId, secretName);
    return undefined;
  }
}

const ADMIN_LOGIN = 'oxadmin';

function isObserved(desired: DesiredObject): boolean {
  return desired.fields.managementPolicy === 'Observe';
}

function wantedContext(desired: DesiredObject): OxContextChange {
  const { quotaMB, loginMappings } = desired.fields;
  return {
    id: desired.contextId,
    name: desired.name,
    quotaMB: typeof quotaMB === 'number' ? quotaMB : undefined,
    loginMappings: Array.isArray(loginMappings) ? loginMappings : [],
  };
}

function isSameContext(wantedNow: OxContextChange, baseline: AppliedRecord): boolean {
  return isSameMappings(wantedNow, baseline) && wantedNow.name === baseline.name && wantedNow.quotaMB === baseline.fields.quotaMB;
}

/** Id and name are always among them, whether OX returns them or not. */
function isSameMappings({ id, name, loginMappings }: OxContextChange, baseline: AppliedRecord): boolean {
  const mappings = baseline.fields.loginMappings;
  const complete = (values: readonly string[]): string[] => [String(id), name, ...values];
  return isSameValue(complete(loginMappings), complete(Array.isArray(mappings) ? mappings : []));
}

/** Remembers with the context where its admin's credentials are: when the resource is gone they are needed to delete it. */
function toRecord(context: OxContext | OxContextChange, known: Fields): AppliedRecord {
  const { secretName, isGenerated } = secretOf(known);
  const fields: Record<string, FieldValue> = { loginMappings: context.loginMappings, secretName, isGenerated };
  if (context.quotaMB !== undefined) fields.quotaMB = context.quotaMB;
  return { oxId: context.id, contextId: context.id, name: context.name, fields };
}

function secretOf(fields: Fields): { secretName: string; isGenerated: boolean } {
  return { secretName: String(fields.secretName ?? ''), isGenerated: fields.isGenerated === true };
}

function missingCredentials(desired: DesiredObject, why: string): OxError {
  return contextError('WaitingForCredentials', desired.contextId, 'verify', `context ${desired.contextId}: ${why}`);
}

/** The master admin cannot see who lives in a context. */
function blindDeletion(contextId: number, secretName: string): OxError {
  const why = `the Secret "${secretName}" does not hold the credentials of its admin, without which nobody can tell whether others live in it`;
  const message = `context ${contextId} is not deleted: ${why}. To let it go and leave it in OX, set spec.deletionPolicy to Orphan`;
  return contextError('WaitingForCredentials', contextId, 'delete', message);
}

function contextError(reason: Reason, contextId: number, operation: string, message: string): OxError {
  return new OxError(reason, message, { service: 'OXContextService', operation, contextId, target: 'context' });
}
