import type { ContextAccess, OxActiveDeputyGrant, OxDeputyGrant, OxDeputyPermissions } from '../../ox/index.ts';
import { type Imagination, refused } from './imagination.ts';
import type { Inhabitants } from './inhabitants.ts';

const service = 'OXDeputyPermissionsService';

/** The grants of a context are read once, with one call, and kept as the plan makes them. */
export class ImaginedDeputies implements OxDeputyPermissions {
  private readonly real: OxDeputyPermissions;
  private readonly imagination: Imagination;
  private readonly inhabitants: Inhabitants;
  private readonly grants = new Map<number, Promise<OxActiveDeputyGrant[]>>();

  constructor(real: OxDeputyPermissions, imagination: Imagination, inhabitants: Inhabitants) {
    this.real = real;
    this.imagination = imagination;
    this.inhabitants = inhabitants;
  }

  async grant(access: ContextAccess, grantorId: number, grant: OxDeputyGrant): Promise<string> {
    const all = await this.write(access, 'grant', [grantorId, grant.userId]);
    if (all.some((other) => other.grantorId === grantorId && other.userId === grant.userId)) throw invalid(access, 'grant');
    const deputyId = `planned${this.imagination.nextId()}`;
    this.keep(access, [...all, { ...grant, grantorId, deputyId }]);
    return deputyId;
  }

  async update(access: ContextAccess, grantorId: number, deputyId: string, grant: OxDeputyGrant): Promise<void> {
    const all = await this.write(access, 'update', [grantorId]);
    if (!all.some((one) => one.deputyId === deputyId)) throw invalid(access, 'update');
    this.keep(
      access,
      all.map((one) => (one.deputyId === deputyId ? { ...one, ...grant } : one)),
    );
  }

  async revoke(access: ContextAccess, grantorId: number, deputyId: string): Promise<void> {
    const all = await this.write(access, 'revoke', [grantorId]);
    if (!all.some((one) => one.deputyId === deputyId)) throw invalid(access, 'revoke');
    this.keep(
      access,
      all.filter((one) => one.deputyId !== deputyId),
    );
  }

  async list(access: ContextAccess): Promise<OxActiveDeputyGrant[]> {
    this.imagination.tally.read(access.contextId, `${service}.list`);
    return await this.of(access);
  }

  async blockManual(access: ContextAccess, grantorId: number): Promise<void> {
    await this.write(access, 'blockManual', [grantorId]);
  }

  async unblockManual(access: ContextAccess, grantorId: number): Promise<void> {
    await this.write(access, 'unblockManual', [grantorId]);
  }

  private async write(access: ContextAccess, operation: string, userIds: readonly number[]): Promise<OxActiveDeputyGrant[]> {
    this.imagination.tally.write(access.contextId, `${service}.${operation}`);
    await this.inhabitants.mustKnow(access, userIds, { service, operation });
    return await this.of(access);
  }

  private keep({ contextId }: ContextAccess, grants: OxActiveDeputyGrant[]): void {
    this.grants.set(contextId, Promise.resolve(grants));
  }

  /** They go with either of the two. */
  private async of(access: ContextAccess): Promise<OxActiveDeputyGrant[]> {
    const { contextId } = access;
    const known = this.grants.get(contextId) ?? this.imagination.real(access, () => this.real.list(access), []);
    this.grants.set(contextId, known);
    const all = await known;
    const gone = this.imagination.place(contextId).users.gone();
    return all.filter(({ grantorId, userId }) => !gone.has(grantorId) && !gone.has(userId));
  }
}

function invalid({ contextId }: ContextAccess, operation: string): Error {
  const message = `${service}.${operation} in context ${contextId}: there is no such permission, or one already`;
  return refused('ServerFault', message, { service, operation, contextId });
}
