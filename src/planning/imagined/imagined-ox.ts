import type { OxGateway } from '../../ox/index.ts';
import { AddressBook, type KnownAddress } from './address-book.ts';
import { Imagination } from './imagination.ts';
import { ImaginedAccounts } from './imagined-accounts.ts';
import { ImaginedContexts } from './imagined-contexts.ts';
import { ImaginedDeputies } from './imagined-deputies.ts';
import { ImaginedGroups } from './imagined-groups.ts';
import { ImaginedResources } from './imagined-resources.ts';
import { ImaginedUserCopy } from './imagined-user-copy.ts';
import { ImaginedUsers } from './imagined-users.ts';
import { Inhabitants } from './inhabitants.ts';

/**
 * OX as it would be: it is read as it is, nothing is ever written to it, and whoever wrote sees what he wrote. What OX would refuse for a
 * name or an address that is taken is refused here, as far as it can be read cheaply; what only OX can judge is taken for good.
 */
export class ImaginedOx implements OxGateway {
  readonly imagination = new Imagination();
  readonly contexts: ImaginedContexts;
  readonly users: ImaginedUsers;
  readonly groups: ImaginedGroups;
  readonly resources: ImaginedResources;
  readonly secondaryAccounts: ImaginedAccounts;
  readonly userCopy: ImaginedUserCopy;
  readonly deputies: ImaginedDeputies;

  /** @param known who has which primary mail address in a context, as far as we know */
  constructor(
    known: (contextId: number) => Iterable<KnownAddress>,
    real: Pick<OxGateway, 'contexts' | 'users' | 'groups' | 'resources' | 'secondaryAccounts' | 'deputies'>,
  ) {
    const { imagination } = this;
    const inhabitants = new Inhabitants(real.groups, imagination);
    this.contexts = new ImaginedContexts(real.contexts, imagination);
    this.users = new ImaginedUsers(real.users, imagination, new AddressBook({ known, users: real.users, inhabitants, imagination }));
    this.groups = new ImaginedGroups(real.groups, imagination, inhabitants);
    this.resources = new ImaginedResources(real.resources, imagination);
    this.secondaryAccounts = new ImaginedAccounts(real.secondaryAccounts, imagination, inhabitants);
    this.userCopy = new ImaginedUserCopy(imagination);
    this.deputies = new ImaginedDeputies(real.deputies, imagination, inhabitants);
  }

  /** The real one is somebody else's. */
  async close(): Promise<void> {}
}
