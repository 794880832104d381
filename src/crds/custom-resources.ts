import type { z } from 'zod';
import { OX_ACCESS_PROFILE } from './access-profile-resource.ts';
import { OX_CONTEXT } from './context-resource.ts';
import type { CustomResource } from './custom-resource.ts';
import { OX_DIRECTORY } from './directory-resource.ts';
import { OX_FUNCTIONAL_ACCOUNT } from './functional-account-resource.ts';
import { OX_RESOURCE } from './resource-resource.ts';
import { OX_SYNC_ERROR } from './sync-error-resource.ts';

/** Every kind of custom resource, by kind. All but OXSyncError are written by users. */
export const CUSTOM_RESOURCES = {
  OXContext: OX_CONTEXT,
  OXAccessProfile: OX_ACCESS_PROFILE,
  OXResource: OX_RESOURCE,
  OXFunctionalAccount: OX_FUNCTIONAL_ACCOUNT,
  OXDirectory: OX_DIRECTORY,
  OXSyncError: OX_SYNC_ERROR,
} as const satisfies Record<string, CustomResource>;

export type CustomResourceKind = keyof typeof CUSTOM_RESOURCES;

export type SpecOf<Kind extends CustomResourceKind> = z.output<(typeof CUSTOM_RESOURCES)[Kind]['spec']>;
