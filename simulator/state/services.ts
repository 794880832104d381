import { contextService } from './context-service.ts';
import { deputyService } from './deputy-service.ts';
import { groupService } from './group-service.ts';
import type { OxServices } from './operations.ts';
import { resourceService } from './resource-service.ts';
import { secondaryAccountService } from './secondary-account-service.ts';
import type { ServiceHandlers } from './service-handlers.ts';
import { userCopyService } from './user-copy-service.ts';
import { userService } from './user-service.ts';

/** The services that are modelled. */
export const services: { readonly [S in keyof OxServices]: ServiceHandlers<OxServices[S]> } = {
  OXContextService: contextService,
  OXUserService: userService,
  OXGroupService: groupService,
  OXResourceService: resourceService,
  OXSecondaryAccountService: secondaryAccountService,
  OXUserCopyService: userCopyService,
  OXDeputyPermissionsService: deputyService,
};
