import type { LetGo } from '../cache/index.ts';
import { type DirectoryStatus, directoryStatus } from '../crds/index.ts';
import type { Resource } from '../kube/index.ts';
import { toTime } from './status-time.ts';

/** What the guard counted in the running window, by hours, for a cache to come that knows nothing of it. */
export function windowStatus(letGo: readonly LetGo[]): Pick<DirectoryStatus, 'deletionWindow'> {
  if (letGo.length === 0) return {};
  const byHour = Map.groupBy(letGo, ({ hour }) => hour);
  const deletionWindow = [...byHour].map(([hour, ofHour]) => {
    const countOf = (kind: LetGo['kind']): number => ofHour.find((one) => one.kind === kind)?.count ?? 0;
    return { hour: toTime(hour), users: countOf('User'), groups: countOf('Group'), functionalAccounts: countOf('FunctionalAccount') };
  });
  return { deletionWindow };
}

/** The same, out of the last status. */
export function windowTold(status: Resource['status']): LetGo[] {
  const told = directoryStatus.shape.deletionWindow.safeParse(status?.deletionWindow);
  return (told.data ?? []).flatMap(({ hour, users, groups, functionalAccounts }) => [
    { hour: Date.parse(hour), kind: 'User', count: users },
    { hour: Date.parse(hour), kind: 'Group', count: groups },
    { hour: Date.parse(hour), kind: 'FunctionalAccount', count: functionalAccounts },
  ]);
}
