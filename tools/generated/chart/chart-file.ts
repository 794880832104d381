import { parseDocument, stringify } from 'yaml';
import { API_GROUP, API_VERSION, CUSTOM_RESOURCES } from '../../../src/crds/index.ts';
import { readProjectFile } from '../../project-files.ts';

/** Chart.yaml with the version of package.json and what Artifact Hub shows of the custom resources. */
export function chartFile(current: string): string {
  const { version } = JSON.parse(readProjectFile('package.json')) as { version: string };
  const document = parseDocument(current);
  document.set('version', version);
  document.set('appVersion', version);
  document.setIn(['annotations', 'artifacthub.io/images'], stringify([{ name: 'ox-operator', image: `${imageIn()}:${version}` }]));
  document.setIn(['annotations', 'artifacthub.io/crds'], stringify(resources(), { lineWidth: 0 }));
  return document.toString({ lineWidth: 0 });
}

function imageIn(): string {
  return String(parseDocument(readProjectFile('charts/ox-operator/values.yaml')).getIn(['image', 'repository']));
}

function resources(): object[] {
  return Object.values(CUSTOM_RESOURCES).map(({ kind, plural, description }) => ({
    kind,
    version: API_VERSION,
    name: `${plural}.${API_GROUP}`,
    displayName: kind,
    description,
  }));
}
