import { stringify } from 'yaml';
import { API_GROUP, API_VERSION } from '../../../crds/index.ts';
import type { Organisation } from './organisation.ts';

export const LDIF_FILE = 'people.ldif';
export const DIRECTORY_NAME = 'people';

const CONTEXTS_HEAD = `# The contexts of the demo. Change something, save, and watch the demo window: a quota, a login mapping, another context.
`;

const DIRECTORY_HEAD = `# Where people and groups come from. In production this names an LDAP server (spec.ldap).
`;

/** The manifests by file name. */
export function sampleManifests({ contexts }: Organisation): ReadonlyMap<string, string> {
  const documents = contexts.map(({ name, id }) =>
    manifest('OXContext', name, { contextId: id, contextName: name, quotaMB: id * 1000, deletionPolicy: 'Delete' }),
  );
  const directory = manifest('OXDirectory', DIRECTORY_NAME, { ldif: { file: LDIF_FILE }, preset: 'Univention', pollInterval: '1s' });
  return new Map([
    ['contexts.yaml', CONTEXTS_HEAD + documents.join('---\n')],
    ['directory.yaml', DIRECTORY_HEAD + directory],
  ]);
}

function manifest(kind: string, name: string, spec: object): string {
  return stringify({ apiVersion: `${API_GROUP}/${API_VERSION}`, kind, metadata: { name }, spec });
}
