import { type ContextData, type IdData, isWrite } from './state/index.ts';

/** What a call is about, without its data. */
export interface CallDescription {
  readonly service: string;
  readonly operation: string;
  /** The id that the call names; of a copy of a user that of the context he comes into. */
  readonly contextId: number | undefined;
  /** The name of the user, group, resource or context that the call is about, else its id as text; the address of an account. */
  readonly object: string | undefined;
  readonly writes: boolean;
}

/** Which calls a rule is for; what is left out fits every call. */
export interface CallMatch {
  readonly service?: string | undefined;
  readonly operation?: string | undefined;
  readonly contextId?: number | undefined;
  readonly object?: string | undefined;
  /** Only writes, or only reads. */
  readonly writes?: boolean | undefined;
}

interface Named {
  readonly id?: number | undefined;
  readonly name?: string | undefined;
}

interface CallArguments {
  readonly ctx?: ContextData | undefined;
  /** The same in the services of secondary accounts and deputies. */
  readonly context?: IdData | undefined;
  /** Where a user is copied to. */
  readonly dest?: IdData | undefined;
  readonly usrdata?: Named | undefined;
  readonly user?: Named | number | undefined;
  readonly usr?: Named | undefined;
  readonly grp?: Named | undefined;
  readonly res?: Named | undefined;
  readonly accountDataOnCreate?: { readonly primaryAddress?: string | undefined } | undefined;
  readonly primaryAddress?: string | undefined;
}

export function describeCall(service: string, operation: string, args: CallArguments): CallDescription {
  const contextId = (args.ctx ?? args.context ?? args.dest)?.id;
  const object = subjectOf(args) ?? (service === 'OXContextService' ? args.ctx : undefined);
  return { service, operation, contextId, object: nameOf(object), writes: isWrite(service, operation) };
}

function subjectOf({ usrdata, user, usr, grp, res, accountDataOnCreate, primaryAddress }: CallArguments): Named | undefined {
  const address = primaryAddress ?? accountDataOnCreate?.primaryAddress;
  const account = address === undefined ? undefined : { name: address };
  return usrdata ?? (typeof user === 'number' ? { id: user } : user) ?? grp ?? usr ?? res ?? account;
}

function nameOf(subject: Named | undefined): string | undefined {
  return subject?.name ?? subject?.id?.toString();
}

export function matches(match: CallMatch, call: CallDescription): boolean {
  return (
    fits(match.service, call.service) &&
    fits(match.operation, call.operation) &&
    fits(match.contextId, call.contextId) &&
    fits(match.object, call.object) &&
    fits(match.writes, call.writes)
  );
}

function fits<Value>(wanted: Value | undefined, found: Value | undefined): boolean {
  return wanted === undefined || wanted === found;
}
