import type { CallDescription } from '../../simulator/index.ts';
import type { Account } from './accounts.ts';
import { type DirectorySettings, deletesNobody, SCOPE_OF } from './directory-settings.ts';
import type { Wishes } from './oracle.ts';

/** What has begun before an edit comes to its end: a few calls, each of which takes its time. */
const GRACE_MS = 5_000;

/** Judges writes by what the OXDirectory says, and has said for long enough to be heard. */
export class ModeJudge {
  private readonly wishes: Wishes;
  private readonly now: () => number;
  /** Those that may still be acted upon, the newest last. */
  private settings: { readonly settings: DirectorySettings; until: number }[];

  constructor(wishes: Wishes, now: () => number, settings: DirectorySettings) {
    this.wishes = wishes;
    this.now = now;
    this.settings = [{ settings, until: Number.POSITIVE_INFINITY }];
  }

  inForce(settings: DirectorySettings): void {
    const now = this.now();
    for (const one of this.settings) one.until = Math.min(one.until, now + GRACE_MS);
    this.settings = [...this.settings.filter(({ until }) => until >= now), { settings, until: Number.POSITIVE_INFINITY }];
  }

  /** None of all that may be in force allows it. */
  written(call: CallDescription): string[] {
    const scope = SCOPE_OF.get(call.service);
    if (scope === undefined || !this.isOfDirectory(call)) return [];
    const modes = this.heard().map(({ modes: { [scope]: mode }, suspend }) => (suspend ? 'suspend' : mode));
    if (modes.includes('Enforce')) return [];
    if (modes.includes('CreateOnly') && isCreation(call)) return [];
    return [`${call.service}.${call.operation} of ${call.object ?? 'nothing'} was called, although the OXDirectory says ${modes.join()}`];
  }

  gone({ name, sourceId }: Account): string[] {
    const { people, orphaned } = this.wishes;
    // Somebody else of this name got the account.
    if (orphaned.has(sourceId) && people.isClaimed(name)) return [];
    if (people.isWanted(sourceId) || !this.heard().every(deletesNobody)) return [];
    return [`user ${name} (${sourceId}) was deleted, although the OXDirectory lets nobody be deleted`];
  }

  private heard(): DirectorySettings[] {
    const now = this.now();
    return this.settings.filter(({ until }) => until >= now).map(({ settings }) => settings);
  }

  /** Accounts of OXFunctionalAccounts are not the directory's. */
  private isOfDirectory({ service, object = '' }: CallDescription): boolean {
    return service !== 'OXSecondaryAccountService' || !this.wishes.mailboxes.everOfResource.has(object);
  }
}

/** Rights come after the creation of somebody who was a guest. */
function isCreation({ service, operation }: CallDescription): boolean {
  return service === 'OXDeputyPermissionsService' || operation.startsWith('create') || operation === 'changeByModuleAccess';
}
