/**
 * `npm run generate`: writes everything that is made from the code: the CRDs of the chart and the reference parts of the pages.
 * With --check it writes nothing and exits with 1 when a file is stale.
 */
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { messageOf } from '../src/model/index.ts';
import { accessProfileFiles } from './generated/chart/access-profiles.ts';
import { chartFile } from './generated/chart/chart-file.ts';
import { dashboardJson } from './generated/chart/dashboard.ts';
import { chartReadme } from './generated/chart/values-table.ts';
import { crdPage } from './generated/crd-reference.ts';
import { crdSnapshotFile } from './generated/crd-snapshot.ts';
import { crdYaml } from './generated/crd-yaml.ts';
import { mappingPage } from './generated/mapping-reference.ts';
import { reasonsPage } from './generated/reasons-reference.ts';
import { settingsPage } from './generated/settings-reference.ts';
import { readProjectFile, root } from './project-files.ts';

/** Path to what the file should hold, given what it holds now. */
const files: Readonly<Record<string, (current: string) => string>> = {
  'charts/ox-operator/files/crds/oxaccessprofiles.yaml': () => crdYaml('OXAccessProfile'),
  'charts/ox-operator/files/crds/oxcontexts.yaml': () => crdYaml('OXContext'),
  'charts/ox-operator/files/crds/oxdirectories.yaml': () => crdYaml('OXDirectory'),
  'charts/ox-operator/files/crds/oxfunctionalaccounts.yaml': () => crdYaml('OXFunctionalAccount'),
  'charts/ox-operator/files/crds/oxresources.yaml': () => crdYaml('OXResource'),
  'charts/ox-operator/files/crds/oxsyncerrors.yaml': () => crdYaml('OXSyncError'),
  'docs/crds/oxaccessprofile.md': (page) => crdPage('OXAccessProfile', page),
  'docs/crds/oxcontext.md': (page) => crdPage('OXContext', page),
  'docs/crds/oxdirectory.md': (page) => crdPage('OXDirectory', page),
  'docs/crds/oxfunctionalaccount.md': (page) => crdPage('OXFunctionalAccount', page),
  'docs/crds/oxresource.md': (page) => crdPage('OXResource', page),
  'docs/crds/oxsyncerror.md': (page) => crdPage('OXSyncError', page),
  ...accessProfileFiles(),
  'charts/ox-operator/Chart.yaml': chartFile,
  'charts/ox-operator/README.md': (page) => chartReadme(page, readProjectFile('charts/ox-operator/values.yaml')),
  'charts/ox-operator/files/dashboard.json': dashboardJson,
  'docs/mapping.md': mappingPage,
  'docs/reasons.md': reasonsPage,
  'docs/settings.md': settingsPage,
  'test/crds/crd-snapshot.yaml': crdSnapshotFile,
};

const checkOnly = process.argv.includes('--check');
try {
  const stale = Object.entries(files).filter(([path, render]) => refresh(path, render));
  for (const [path] of stale) console.log(checkOnly ? `${path} is stale` : `${path} written`);
  if (checkOnly && stale.length > 0) {
    console.log('Run "npm run generate" and commit the result.');
    process.exitCode = 1;
  }
} catch (error) {
  console.error(messageOf(error));
  process.exitCode = 1;
}

/** Whether the file is not as it should be; it is afterwards, unless only checking. */
function refresh(path: string, render: (current: string) => string): boolean {
  const current = existsSync(join(root, path)) ? readProjectFile(path) : '';
  const wanted = renderPage(path, render, current);
  if (wanted === current) return false;
  if (!checkOnly) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), wanted);
  }
  return true;
}

function renderPage(path: string, render: (current: string) => string, current: string): string {
  try {
    return render(current);
  } catch (error) {
    throw new Error(`${path}: ${messageOf(error)}`, { cause: error });
  }
}
