import type { DeputyGrant } from '../mapping/index.ts';
import type { Fault } from '../model/index.ts';

/** What the feed keeps of a group, an account or a user's deputies beside name and members, as text. */
export type GroupContent = GroupInScope | { readonly outOfScope: true };

interface GroupInScope {
  readonly displayName: string;
  /** Members of inner groups count as well. */
  readonly nested?: true | undefined;
  readonly fault?: Fault | undefined;
}

export interface AccountContent {
  readonly accountName: string;
  readonly personal: string;
  readonly loginTemplate: string;
  readonly fault?: Fault | undefined;
}

export interface DeputyContent {
  readonly grants: readonly DeputyGrant[];
  readonly fault?: Fault | undefined;
}

export function toText(content: GroupContent | AccountContent | DeputyContent): string {
  return JSON.stringify(content);
}

/** The text of a list of that kind, which the feed wrote itself. */
export function contentOf<Content extends GroupContent | AccountContent | DeputyContent>(list: { readonly content: string }): Content {
  return JSON.parse(list.content) as Content;
}
