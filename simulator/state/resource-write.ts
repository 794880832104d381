import type { ContextState } from './context-state.ts';
import { checkCharacters, checkMailAddress, javaList } from './names.ts';
import type { ResourceData } from './ox-data.ts';
import { invalidData } from './ox-fault.ts';
import type { OxSettings } from './ox-settings.ts';
import { storedPermissions } from './resource-permissions.ts';
import type { StoredResource } from './resource-table.ts';
import { checkMailFree } from './user-rules.ts';

/** What is taken is looked for before what is missing. Gives the request with the id and the name as it is stored. */
export function createResource(settings: OxSettings, context: ContextState, sent: ResourceData): ResourceData {
  checkNotTaken(context, sent);
  const missing = (['name', 'displayname', 'email'] as const).filter((field) => (sent[field] ?? '') === '');
  if (missing.length > 0) throw invalidData(`Mandatory fields not set: ${javaList(missing)}`);
  const name = checkedName(settings, sent.name ?? '');
  checkMailAddress(sent.email);
  const permissions = storedPermissions(context, sent.permissions ?? []);
  const id = context.takeId();
  const { displayname = '', email = '', description, available = true } = sent;
  context.resources.put({ id, name, displayname, email, description, available, permissions });
  return { ...sent, id, name };
}

/** What is not sent stays. */
export function changeResource(settings: OxSettings, context: ContextState, stored: StoredResource, sent: ResourceData): void {
  checkNotTaken(context, sent, stored.id);
  const name = sent.name === undefined ? stored.name : checkedName(settings, sent.name);
  checkMailAddress(sent.email);
  const permissions = sent.permissions === undefined ? stored.permissions : storedPermissions(context, sent.permissions);
  const { displayname = stored.displayname, email = stored.email, description = stored.description, available = stored.available } = sent;
  context.resources.put({ id: stored.id, name, displayname, email, description, available, permissions });
}

function checkNotTaken(context: ContextState, { name, email }: ResourceData, ownId?: number): void {
  const namesake = name === undefined ? undefined : context.resources.named(name);
  if (namesake !== undefined && namesake.id !== ownId) throw invalidData(`Resource ${name} already exists in this context`);
  if (email === undefined) return;
  const neighbour = context.resources.withMail(email);
  if (neighbour !== undefined && neighbour.id !== ownId) throw invalidData('Resource with this email address already exists');
  checkMailFree(context, email);
}

function checkedName(settings: OxSettings, sent: string): string {
  const name = settings.resourceAutoLowercase ? sent.toLowerCase() : sent;
  if (!settings.resourceCheckNotAllowedChars) return name;
  if (name.trim() === '') throw invalidData('Invalid resource name');
  checkCharacters(name, settings.resourceNameCharacter);
  return name;
}
