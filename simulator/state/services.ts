import { contextService } from './context-service.ts';
import { groupService } from './group-service.ts';
import type { OxServices } from './operations.ts';
import type { ServiceHandlers } from './service-handlers.ts';
import { userService } from './user-service.ts';

/** The services that are modelled. */
export const services: { readonly [S in keyof OxServices]: ServiceHandlers<OxServices[S]> } = {
  OXContextService: contextService,
  OXUserService: userService,
  OXGroupService: groupService,
};
