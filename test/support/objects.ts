import { Cache, type CachedObject, PRIORITY } from '../../src/cache/index.ts';
import type { AppliedRecord, DesiredObject } from '../../src/model/index.ts';

/** A cache in memory whose clock stands at zero. */
export function memoryCache(): Cache {
  return Cache.open(':memory:', { now: () => 0, after: () => () => undefined });
}

export function desiredUser(changes: Partial<DesiredObject> = {}): DesiredObject {
  const fields = {
    display_name: 'Anna Meier',
    given_name: 'Anna',
    sur_name: 'Meier',
    primaryEmail: 'anna@example.org',
    email1: 'anna@example.org',
    aliases: ['anna@example.org'],
    defaultSenderAddress: 'anna@example.org',
    language: 'de_DE',
    note: '',
  };
  return { kind: 'User', owner: 'people', sourceId: 'id-anna', contextId: 10, name: 'anna', fields, accessProfile: 'webmail', ...changes };
}

export function desiredGroup(changes: Partial<DesiredObject> = {}): DesiredObject {
  const fields = { displayname: 'Front Desk', members: 'digest' };
  return { kind: 'Group', owner: 'people', sourceId: 'id-desk', contextId: 10, name: 'Front Desk', fields, ...changes };
}

export function desiredContext(changes: Partial<DesiredObject> = {}): DesiredObject {
  const fields = { loginMappings: ['city.example'], managementPolicy: 'Manage', secretName: 'city-ox-admin', isGenerated: true };
  return { kind: 'Context', owner: '', sourceId: 'uid-city', contextId: 10, name: 'city', fields, ...changes };
}

/** The row of a desired object, as the engine would load it. */
export function rowOf(desired: DesiredObject | undefined, changes: Partial<CachedObject> = {}): CachedObject {
  const cache = memoryCache();
  const { id } = cache.objects.put(desired ?? desiredUser(), PRIORITY.fresh);
  const row = cache.objects.load(id);
  if (row === undefined) throw new Error('a row that was just put is not there');
  return { ...row, desired, ...changes };
}

export function settle(cache: Cache, id: number, applied: AppliedRecord): void {
  const object = cache.objects.load(id);
  if (object === undefined) throw new Error(`no row ${id}`);
  const progress = { state: 'settled', attempts: 0, nextAt: 0 } as const;
  cache.objects.record(object, { progress, reason: 'Settled', message: '', applied, lookFirst: false, waitingFor: undefined });
}
