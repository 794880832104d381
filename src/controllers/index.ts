export { ContextController, type ContextFields, type ContextSecrets } from './context.ts';
export type { CredentialsBook } from './context-access.ts';
export { DeputyPermissionController } from './deputy-permission.ts';
export { FunctionalAccountController } from './functional-account.ts';
export { GroupController } from './group.ts';
export { ResourceController } from './resource.ts';
export { UserController } from './user.ts';
