import { parseAllDocuments } from 'yaml';
import { API_GROUP, API_VERSION, CUSTOM_RESOURCES } from '../../src/crds/index.ts';
import { readProjectFile } from '../../tools/project-files.ts';

export interface DocumentedManifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string };
  readonly spec?: unknown;
}

/** The page of each custom resource by its kind. */
export const RESOURCE_PAGES = Object.keys(CUSTOM_RESOURCES).map((kind) => [kind, `docs/crds/${kind.toLowerCase()}.md`] as const);

/** The manifests that a page shows, of whatever kind. */
export function manifestsOn(page: string): DocumentedManifest[] {
  const blocks = [...readProjectFile(page).matchAll(/```yaml\n(.*?)```/gs)].map(([, text]) => text ?? '');
  const documents = blocks.flatMap((text) => parseAllDocuments(text).map((document) => document.toJS() as Partial<DocumentedManifest>));
  return documents.filter((document): document is DocumentedManifest => document.apiVersion !== undefined && document.kind !== undefined);
}

export function isOurs({ apiVersion }: DocumentedManifest): boolean {
  return apiVersion === `${API_GROUP}/${API_VERSION}`;
}
