import { modulePermissions } from '../mapping/index.ts';
import type { AppliedRecord } from '../model/index.ts';
import type { OxActiveDeputyGrant, OxDeputyGrant } from '../ox/index.ts';
import { listOf } from './field-changes.ts';

/** `permission` is `<mail> <calendar> <0 or 1: send on behalf>`; five digits: admin, folder, read, write, delete. */
export interface Grant {
  readonly userId: number;
  readonly permission: string;
  /** OX's id of it; empty before it is granted. */
  readonly deputyId: string;
}

const MODULES = ['mail', 'calendar'] as const;
const NOTHING = '00000';

/** OX stores nothing for a grant without any module. */
export function isEmpty({ permission }: Grant): boolean {
  return permission.startsWith(`${NOTHING} ${NOTHING} `);
}

export function toOxGrant({ userId, permission }: Grant): OxDeputyGrant {
  const [mail = NOTHING, calendar = NOTHING, onBehalf] = permission.split(' ');
  return { userId, sendOnBehalfOf: onBehalf === '1', modules: modulePermissions({ mail, calendar }) };
}

/** A grant as OX tells of it. */
export function grantedBy({ userId, sendOnBehalfOf, modules, deputyId }: OxActiveDeputyGrant): Grant {
  const digits = MODULES.map((name) => {
    const found = modules.find(({ module }) => module === name);
    return found === undefined ? NOTHING : [found.admin ? 1 : 0, found.folder, found.read, found.write, found.delete].join('');
  });
  return { userId, permission: [...digits, sendOnBehalfOf ? 1 : 0].join(' '), deputyId };
}

interface Granted {
  readonly grantorId: number;
  readonly contextId: number;
  readonly name: string;
  readonly grants: readonly Grant[];
  readonly isBlocked: boolean;
}

/** The applied record of a grantor: OX has no id for all that one user grants, so it is his. */
export function recordOf({ grantorId, contextId, name, grants, isBlocked }: Granted): AppliedRecord {
  const texts = grants.map(({ userId, permission, deputyId }) => `${userId} ${permission} ${deputyId}`).sort();
  return { oxId: grantorId, contextId, name, fields: { granted: texts, isBlocked } };
}

export function grantsOf(record: AppliedRecord | undefined): Grant[] {
  return listOf(record?.fields.granted).map((text) => {
    const [userId, mail, calendar, onBehalf, deputyId = ''] = text.split(' ');
    return { userId: Number(userId), permission: `${mail} ${calendar} ${onBehalf}`, deputyId };
  });
}
