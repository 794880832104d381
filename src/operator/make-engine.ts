import {
  ContextController,
  DeputyPermissionController,
  FunctionalAccountController,
  GroupController,
  ResourceController,
  UserController,
} from '../controllers/index.ts';
import { Engine, type EngineOptions, type Outage } from '../engine/index.ts';
import { OxError, type OxGateway } from '../ox/index.ts';
import type { AccessProfileBook } from './access-profile-book.ts';
import type { CredentialsVault } from './credentials-vault.ts';

export interface EngineParts extends Omit<EngineOptions, 'controllers' | 'dependencies' | 'probe' | 'explainOutage'> {
  readonly gateway: OxGateway;
  readonly vault: CredentialsVault;
  readonly book: AccessProfileBook;
  readonly adminDomain?: string | undefined;
  readonly timezone?: string | undefined;
}

/** An engine that knows every kind. */
export function makeEngine({
  gateway,
  vault: credentials,
  book,
  adminDomain = 'localhost.localdomain',
  timezone,
  ...options
}: EngineParts): Engine {
  const { random } = options;
  const rightsOf = (profile: string): readonly string[] | undefined => book.rightsOf(profile);
  return new Engine({
    ...options,
    controllers: [
      new ContextController({ gateway, secrets: credentials, adminDomain, timezone }),
      new UserController({ gateway, credentials, random, rightsOf }),
      new GroupController({ gateway, credentials }),
      new ResourceController({ gateway, credentials }),
      new FunctionalAccountController({ gateway, credentials }),
      new DeputyPermissionController({ gateway, credentials }),
    ],
    dependencies: {
      hasCredentials: (contextId) => credentials.credentialsOf(contextId) !== undefined,
      hasAccessProfile: (name) => rightsOf(name) !== undefined,
    },
    probe: async () => {
      await gateway.contexts.exists(1);
    },
    explainOutage,
  });
}

function explainOutage(error: unknown): Omit<Outage, 'since'> | undefined {
  if (!(error instanceof OxError) || error.errorClass !== 'outage') return undefined;
  const scope = error.reason === 'OxUnreachable' ? 'everything' : 'masterAdmin';
  return { scope, reason: error.reason, message: error.message };
}
