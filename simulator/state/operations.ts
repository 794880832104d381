import type {
  AccountChangeData,
  AccountData,
  ActiveDeputyPermissionData,
  ContextData,
  CredentialsData,
  DeputyPermissionData,
  GroupData,
  IdData,
  ModuleAccess,
  ModuleAccessData,
  NewAccountData,
  QuotaData,
  ResourceData,
  UserData,
} from './ox-data.ts';

type Optional<Shape> = { readonly [K in keyof Shape]?: Shape[K] | undefined };

type Authenticated<Shape = object> = Optional<{ auth: CredentialsData } & Shape>;
type InContext<Shape = object> = Authenticated<{ ctx: ContextData } & Shape>;
type Capabilities = { capsToAdd: string; capsToRemove: string; capsToDrop: string };
type Guests = { include_guests: boolean; exclude_users: boolean };
type NewContext<Shape = object> = InContext<{ admin_user: UserData } & Shape>;

/** OXContextService: the arguments and results of the wire contract. All with the master admin. */
export interface ContextOperations {
  create(args: NewContext): ContextData;
  createModuleAccess(args: NewContext<{ access: ModuleAccessData }>): ContextData;
  createModuleAccessByName(args: NewContext<{ access_combination_name: string }>): ContextData;
  change(args: InContext): void;
  changeCapabilities(args: InContext<Capabilities>): void;
  changeModuleAccess(args: InContext<{ access: ModuleAccessData }>): void;
  changeModuleAccessByName(args: InContext<{ access_combination_name: string }>): void;
  changeQuota(args: InContext<{ module: string; quotaValue: string }>): void;
  delete(args: InContext): void;
  disable(args: InContext): void;
  disableAll(args: Authenticated): void;
  enable(args: InContext): void;
  enableAll(args: Authenticated): void;
  exists(args: InContext): boolean;
  getAccessCombinationName(args: InContext): string | undefined;
  getAdminId(args: InContext): number;
  getContextCapabilities(args: InContext): string;
  getData(args: InContext): ContextData;
  getModuleAccess(args: InContext): ModuleAccess;
  list(args: Authenticated<{ search_pattern: string }>): readonly ContextData[];
  listAll(args: Authenticated): readonly ContextData[];
  listPage(args: Authenticated<{ search_pattern: string; offset: string; length: string }>): readonly ContextData[];
  listPageAll(args: Authenticated<{ offset: string; length: string }>): readonly ContextData[];
  listQuota(args: InContext): readonly QuotaData[];
}

/** OXUserService, with the admin of the context. */
export interface UserOperations {
  create(args: InContext<{ usrdata: UserData; convertguest: boolean }>): UserData;
  createByModuleAccess(args: InContext<{ usrdata: UserData; access: ModuleAccessData }>): UserData;
  createByModuleAccessName(args: InContext<{ usrdata: UserData; access_combination_name: string }>): UserData;
  change(args: InContext<{ usrdata: UserData }>): void;
  changeByModuleAccess(args: InContext<{ user: UserData; moduleAccess: ModuleAccessData }>): void;
  changeByModuleAccessName(args: InContext<{ user: UserData; access_combination_name: string }>): void;
  changeCapabilities(args: InContext<{ user: UserData } & Capabilities>): void;
  changeMailAddressPersonal(args: InContext<{ user: UserData; personal: string }>): void;
  delete(args: InContext<{ user: UserData; reassign: number }>): void;
  deleteMultiple(args: InContext<{ users: readonly UserData[]; reassign: number }>): void;
  exists(args: InContext<{ user: UserData }>): boolean;
  getAccessCombinationName(args: InContext<{ user: UserData }>): string | undefined;
  getContextAdmin(args: InContext): UserData;
  getData(args: InContext<{ user: UserData }>): UserData;
  getModuleAccess(args: InContext<{ user: UserData }>): ModuleAccess;
  getMultipleData(args: InContext<{ users: readonly UserData[] }>): readonly UserData[];
  getUserCapabilities(args: InContext<{ user: UserData }>): string;
  list(args: InContext<{ search_pattern: string } & Guests>): readonly UserData[];
  listAll(args: InContext<Guests>): readonly UserData[];
  listByAliasDomain(args: InContext<{ alias_domain: string }>): readonly UserData[];
  listCaseInsensitive(args: InContext<{ search_pattern: string }>): readonly UserData[];
}

/** OXGroupService, with the admin of the context. */
export interface GroupOperations {
  create(args: InContext<{ grp: GroupData }>): GroupData;
  change(args: InContext<{ grp: GroupData }>): void;
  delete(args: InContext<{ grp: GroupData }>): void;
  deleteMultiple(args: InContext<{ grps: readonly GroupData[] }>): void;
  getData(args: InContext<{ grp: GroupData }>): GroupData;
  getMultipleData(args: InContext<{ grps: readonly GroupData[] }>): readonly GroupData[];
  getDefaultGroup(args: InContext): GroupData;
  getMembers(args: InContext<{ grp: GroupData }>): readonly UserData[];
  list(args: InContext<{ pattern: string }>): readonly GroupData[];
  listAll(args: InContext): readonly GroupData[];
  listGroupsForUser(args: InContext<{ usr: UserData }>): readonly GroupData[];
  addMember(args: InContext<{ grp: GroupData; members: readonly UserData[] }>): void;
  removeMember(args: InContext<{ grp: GroupData; members: readonly UserData[] }>): void;
}

/** OXResourceService, with the admin of the context. */
export interface ResourceOperations {
  create(args: InContext<{ res: ResourceData }>): ResourceData;
  change(args: InContext<{ res: ResourceData }>): void;
  delete(args: InContext<{ res: ResourceData }>): void;
  getData(args: InContext<{ res: ResourceData }>): ResourceData;
  getMultipleData(args: InContext<{ resources: readonly ResourceData[] }>): readonly ResourceData[];
  list(args: InContext<{ pattern: string }>): readonly ResourceData[];
  listAll(args: InContext): readonly ResourceData[];
}

/** Two services call the context `context`. */
type InNamedContext<Shape = object> = Authenticated<{ context: IdData } & Shape>;
type Sharers = { users: readonly IdData[]; groups: readonly IdData[] };

/** OXSecondaryAccountService, with the admin of the context. */
export interface SecondaryAccountOperations {
  create(args: InNamedContext<{ accountDataOnCreate: NewAccountData } & Sharers>): void;
  update(args: InNamedContext<{ primaryAddress: string; accountDataUpdate: AccountChangeData } & Sharers>): boolean;
  delete(args: InNamedContext<{ primaryAddress: string } & Sharers>): boolean;
  list(args: InNamedContext<Sharers>): readonly AccountData[];
}

/** OXUserCopyService, with the master admin. */
export interface UserCopyOperations {
  copyUser(args: Authenticated<{ user: UserData; src: ContextData; dest: ContextData }>): UserData;
}

/** OXDeputyPermissionsService, with the admin of the context. `user` is the id of the one who grants. */
export interface DeputyOperations {
  grant(args: InNamedContext<{ user: number; deputyPermission: DeputyPermissionData }>): string | undefined;
  update(args: InNamedContext<{ user: number; deputyId: string; deputyPermission: DeputyPermissionData }>): void;
  revoke(args: InNamedContext<{ user: number; deputyId: string }>): void;
  revokeAll(args: InNamedContext<{ user: number }>): void;
  get(args: InNamedContext<{ user: number; deputyId: string }>): ActiveDeputyPermissionData;
  list(args: InNamedContext): readonly ActiveDeputyPermissionData[];
  blockManual(args: InNamedContext<{ user: number }>): void;
  unblockManual(args: InNamedContext<{ user: number }>): void;
}

/** Every service of the simulator. A new one is a line here, a line in `services.ts` and a file beside. */
export interface OxServices {
  OXContextService: ContextOperations;
  OXUserService: UserOperations;
  OXGroupService: GroupOperations;
  OXResourceService: ResourceOperations;
  OXSecondaryAccountService: SecondaryAccountOperations;
  OXUserCopyService: UserCopyOperations;
  OXDeputyPermissionsService: DeputyOperations;
}

export type ServiceName = keyof OxServices;

type Method = (args: never) => unknown;

export type ArgumentsOf<M> = M extends (args: infer A) => unknown ? A : never;
export type ResultOf<M> = M extends Method ? ReturnType<M> : never;
