import type { ContextState, StoredUser } from './context-state.ts';
import type { Installation } from './installation.ts';
import type { ContextData, CredentialsData } from './ox-data.ts';
import { invalidCredentials, noSuchContext, noSuchUser, type Refusal, storageFailure } from './ox-fault.ts';

/** A call that names a context and says who calls. */
export interface ContextCall {
  readonly ctx?: ContextData | undefined;
  readonly auth?: CredentialsData | undefined;
}

const failed = 'Authentication failed';

function isMaster({ master }: Installation, auth: CredentialsData | undefined): boolean {
  return (auth?.login ?? '') === master.login && (auth?.password ?? '') === master.password;
}

/** For calls of the context service. */
export function authenticateMaster(ox: Installation, auth: CredentialsData | undefined): void {
  if (!isMaster(ox, auth)) throw invalidCredentials(failed);
}

/** For calls of the user and group services. An unknown context reads like a wrong password, so that contexts cannot be probed. */
export function authenticateContextAdmin(ox: Installation, { ctx, auth }: ContextCall): ContextState {
  const id = requireContextId(ctx, invalidCredentials('Client sent invalid context data object'));
  const context = ox.contexts.get(id);
  if (ox.settings.allowMasterOverride && isMaster(ox, auth)) return context ?? refuseContext(`The context ${id} does not exist!`);
  if (context === undefined) throw invalidCredentials(failed);
  checkAdmin(context, context.userNamed(auth?.login ?? ''), auth);
  return context;
}

/** The caller of User.change and User.getData, whose login is looked up before anything is believed. */
export interface Caller {
  readonly context: ContextState;
  /** `undefined` is the master admin with override. */
  readonly user: StoredUser | undefined;
}

/** User.change looks for the context and the login first, and says so in words of its own. */
export function identifyChanger(ox: Installation, { ctx, auth }: ContextCall): Caller {
  const id = requireContextId(ctx, invalidCredentials('Client sent invalid context data object'));
  const context = ox.contexts.get(id) ?? refuseContext(`The context ${id} does not exist!`);
  return identify(ox, context, auth, noSuchUser);
}

/** User.getData does the same in other words. */
export function identifyReader(ox: Installation, { ctx, auth }: ContextCall, invalidContext: Refusal): Caller {
  const id = requireContextId(ctx, invalidContext);
  const context = ox.contexts.get(id) ?? refuseContext(`Context ${id} does not exist`);
  return identify(ox, context, auth, storageFailure);
}

function identify(ox: Installation, context: ContextState, auth: CredentialsData | undefined, refuse: (text: string) => Refusal): Caller {
  if (ox.settings.allowMasterOverride && isMaster(ox, auth)) return { context, user: undefined };
  const login = auth?.login ?? '';
  const user = context.userNamed(login);
  if (user === undefined) throw refuse(`No such user ${login} in context ${context.id}`);
  return { context, user };
}

/** The admin may do everything; anybody else may only touch himself. */
export function authorize({ context, user }: Caller, auth: CredentialsData | undefined, targets: readonly number[]): void {
  if (user === undefined) return;
  if (context.isAdmin(user.id)) {
    checkAdmin(context, user, auth);
    return;
  }
  if (user.password !== (auth?.password ?? '')) throw invalidCredentials(`${failed} for user ${auth?.login ?? ''}`);
  if (targets.some((id) => id !== user.id)) throw invalidCredentials('Permission denied');
}

function checkAdmin(context: ContextState, user: StoredUser | undefined, auth: CredentialsData | undefined): void {
  const isAdmin = user !== undefined && context.isAdmin(user.id);
  if (!isAdmin || user.password !== (auth?.password ?? '')) throw invalidCredentials(failed);
}

function requireContextId(ctx: ContextData | undefined, refusal: Refusal): number {
  if (ctx?.id === undefined) throw refusal;
  return ctx.id;
}

function refuseContext(text: string): never {
  throw noSuchContext(text);
}
