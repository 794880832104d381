import type { Credentials } from '../../src/model/index.ts';
import type {
  OxContexts,
  OxDeputyPermissions,
  OxGateway,
  OxGroups,
  OxResources,
  OxSecondaryAccounts,
  OxUserCopy,
  OxUsers,
} from '../../src/ox/index.ts';
import { contextsOver } from './contexts.ts';
import { deputiesOver } from './deputies.ts';
import { groupsOver } from './groups.ts';
import { type InProcessOptions, InProcessPort } from './in-process-port.ts';
import { resourcesOver } from './resources.ts';
import { secondaryAccountsOver } from './secondary-accounts.ts';
import { userCopyOver } from './user-copy.ts';
import { usersOver } from './users.ts';

export interface InProcessGatewayOptions extends InProcessOptions {
  /** The master admin that calls; read for every call. */
  readonly master?: (() => Credentials) | undefined;
}

/** An `OxGateway` straight onto the state machine: no HTTP, no XML, no timers. Everything else is as with the real one. */
export class InProcessGateway implements OxGateway {
  readonly contexts: OxContexts;
  readonly users: OxUsers;
  readonly groups: OxGroups;
  readonly resources: OxResources;
  readonly secondaryAccounts: OxSecondaryAccounts;
  readonly userCopy: OxUserCopy;
  readonly deputies: OxDeputyPermissions;

  constructor(options: InProcessGatewayOptions) {
    const port = new InProcessPort(options);
    const { ox } = options;
    const master = options.master ?? (() => ox.installation.master);
    this.contexts = contextsOver(port, master);
    this.users = usersOver(port);
    this.groups = groupsOver(port);
    this.resources = resourcesOver(port);
    this.secondaryAccounts = secondaryAccountsOver(port);
    this.userCopy = userCopyOver(port, master);
    this.deputies = deputiesOver(port);
  }

  async close(): Promise<void> {}
}
