import {
  ContextController,
  DeputyPermissionController,
  FunctionalAccountController,
  GroupController,
  ResourceController,
  UserController,
} from '../controllers/index.ts';
import { Engine, type EngineOptions, type ObjectController, type Outage } from '../engine/index.ts';
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

type ControllerParts = Pick<EngineParts, 'gateway' | 'vault' | 'book' | 'random' | 'adminDomain' | 'timezone'>;

/** One for each kind. */
export function makeControllers(parts: ControllerParts): readonly ObjectController[] {
  const { gateway, vault: credentials, book, random, adminDomain = 'localhost.localdomain', timezone } = parts;
  return [
    new ContextController({ gateway, secrets: credentials, adminDomain, timezone }),
    new UserController({ gateway, credentials, random, rightsOf: (profile) => book.rightsOf(profile) }),
    new GroupController({ gateway, credentials }),
    new ResourceController({ gateway, credentials }),
    new FunctionalAccountController({ gateway, credentials }),
    new DeputyPermissionController({ gateway, credentials }),
  ];
}

/** An engine that knows every kind. */
export function makeEngine(parts: EngineParts): Engine {
  const { gateway, vault, book } = parts;
  return new Engine({
    ...parts,
    controllers: makeControllers(parts),
    dependencies: {
      hasCredentials: (contextId) => vault.credentialsOf(contextId) !== undefined,
      hasAccessProfile: (name) => book.rightsOf(name) !== undefined,
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
