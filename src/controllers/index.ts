export { ContextController, type ContextFields, type ContextSecrets } from './context.ts';
export type { CredentialsBook } from './context-access.ts';
export { GroupController } from './group.ts';
export { UserController } from './user.ts';
