import { expect, test } from 'vitest';
import { runCommand } from '../support/command-process.ts';
import { apiServer } from './api-server-fixture.ts';

const services = '/api/v1/namespaces/ox/services?labelSelector=app.kubernetes.io%2Fpart-of%3Dox-operator';
const ours = {
  items: [
    { metadata: { name: 'others' }, spec: { ports: [{ name: 'web' }] } },
    { metadata: { name: 'my-ox' }, spec: { ports: [{ name: 'metrics' }, { name: 'status' }] } },
  ],
};
const listPath = '/api/v1/namespaces/ox/services/http:my-ox:status/proxy/api/v1/errors?search=an%26a&state=parked%2Chalted&limit=100';

test('reach the operator through the service proxy of the API server, and its leader when a standby answers', async () => {
  const anna = {
    kind: 'User',
    name: 'anna',
    contextId: 10,
    sourceId: 's',
    state: 'parked',
    reason: 'NameTaken',
    message: 'is\u001b[2J taken',
  };
  const { kubeconfig, asked } = await apiServer((path, times) => {
    if (path === services) return { status: 200, body: ours };
    if (times < 4) return { status: 503, body: { message: 'stands by', standsBy: true } };
    return { status: 200, body: { items: [anna], total: 1, next: null } };
  });
  const { code, out, error } = await runCommand(['parked', 'an&a', '--kubeconfig', kubeconfig, '-n', 'ox']);
  expect({ code, error }).toEqual({ code: 0, error: '' });
  expect(out).toMatch(/\nUser +anna +10 +parked +NameTaken +0 +- +is \[2J taken\n/);
  expect(asked).toEqual([services, listPath, listPath, listPath]);
});

test('say so when the namespace has no operator, and when they may not ask', async () => {
  const empty = await apiServer(() => ({ status: 200, body: { items: [] } }));
  const none = await runCommand(['tasks', '--kubeconfig', empty.kubeconfig]);
  expect(none).toMatchObject({ code: 1, out: '' });
  expect(none.error).toMatch(/^no operator in the namespace mail: it has no Service with the label .*Point at one with /);

  const closed = await apiServer(() => ({ status: 403, body: { message: 'services is forbidden' } }));
  const refused = await runCommand(['tasks', '--kubeconfig', closed.kubeconfig]);
  expect(refused).toMatchObject({ code: 1, out: '' });
  expect(refused.error).toMatch(/: 403, services is forbidden/);
});

test('ask for an action by a patch of the OXSyncError, and for a fresh reading by one of the OXDirectory', async () => {
  const objectRef = { kind: 'User', name: 'anna', sourceId: 's', contextId: 10, directory: 'people' };
  const errors = ['people-user-1', 'people-user-2'].map((name, index) => ({
    metadata: { name },
    spec: { objectRef: { ...objectRef, contextId: 10 + index } },
    status: { reason: 'NameTaken' },
  }));
  const items = (path: string): readonly object[] => (path.endsWith('oxsyncerrors') ? errors : [{ metadata: { name: 'people' } }]);
  const { kubeconfig, asked } = await apiServer((path) => ({ status: 200, body: { items: items(path) } }));
  const base = '/apis/ox-operator.dev/v1alpha1/namespaces/mail';
  expect(await runCommand(['retry', 'anna', '--context', '11', '--kubeconfig', kubeconfig])).toMatchObject({ code: 0, error: '' });
  expect(asked).toEqual([`${base}/oxsyncerrors`, `PATCH ${base}/oxsyncerrors/people-user-2 {"spec":{"action":"Retry"}}`]);
  const ambiguous = await runCommand(['park', 'anna', '--kubeconfig', kubeconfig]);
  expect(ambiguous).toMatchObject({ code: 1, out: '' });
  expect(ambiguous.error).toMatch(/^"anna" may be any of 2 .*\nOXSYNCERROR .*\npeople-user-1 +User +anna +10 +people +NameTaken\n/);
  asked.length = 0;
  expect(await runCommand(['resync', '--all', '--kubeconfig', kubeconfig])).toMatchObject({ code: 0, error: '' });
  expect(asked[0]).toBe(`${base}/oxdirectories`);
  expect(asked[1]).toMatch(/^PATCH .*\/oxdirectories\/people \{"metadata":\{"annotations":\{"ox-operator\.dev\/reconcile-requested-at":"2/);
});

test('edit the mapping of the version that was read, and say so when somebody else was faster, or when it is not valid', async () => {
  const directory = (spec: object) => ({ items: [{ metadata: { name: 'people', resourceVersion: '7' }, spec }] });
  const spec = { ldif: { configMapRef: { name: 'people' } }, mapping: { set: { note: 'info' }, unset: [], alternatives: {} } };
  const path = '/apis/ox-operator.dev/v1alpha1/namespaces/mail/oxdirectories';
  const { kubeconfig, asked } = await apiServer((_, times) =>
    times === 1 ? { status: 200, body: directory(spec) } : { status: 409, body: { message: 'the object has been modified' } },
  );
  const late = await runCommand(['mapping', 'unset', 'note', '--kubeconfig', kubeconfig]);
  expect(late).toMatchObject({ code: 1, out: '', error: 'OXDirectory people: somebody else changed it meanwhile; try again\n' });
  const patch = '{"metadata":{"resourceVersion":"7"},"spec":{"mapping":{"set":null,"unset":["note"],"alternatives":null}}}';
  expect(asked).toEqual([path, `PATCH ${path}/people ${patch}`]);

  const invalid = await apiServer(() => ({ status: 200, body: directory({ ...spec, preset: 'Other' }) }));
  const refused = await runCommand(['mapping', 'show', '--kubeconfig', invalid.kubeconfig]);
  expect(refused).toMatchObject({ code: 1, out: '' });
  expect(refused.error).toMatch(/^OXDirectory people: spec\.preset: found "Other", expected .*Univention/);
});
