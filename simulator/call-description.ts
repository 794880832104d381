import { type ContextData, isWrite } from './state/index.ts';

/** What a call is about, without its data. */
export interface CallDescription {
  readonly service: string;
  readonly operation: string;
  /** The id that the call names. */
  readonly contextId: number | undefined;
  /** The name of the user, group or context that the call is about, else its id as text. */
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
  readonly usrdata?: Named | undefined;
  readonly user?: Named | undefined;
  readonly usr?: Named | undefined;
  readonly grp?: Named | undefined;
}

export function describeCall(service: string, operation: string, args: CallArguments): CallDescription {
  const subject = subjectOf(args) ?? (service === 'OXContextService' ? args.ctx : undefined);
  return { service, operation, contextId: args.ctx?.id, object: nameOf(subject), writes: isWrite(service, operation) };
}

function subjectOf({ usrdata, user, usr, grp }: CallArguments): Named | undefined {
  return usrdata ?? user ?? grp ?? usr;
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
