import { expect, test } from 'vitest';
import { answerWith, faultWith, nil, wrapper } from '../support/stub-ox.ts';
import { contextAuth, ctx, message } from './expected-message.ts';
import { access, useGateway } from './gateway-fixture.ts';

const fixture = useGateway();
const room = { name: 'room1', displayName: 'Room & 1', description: '', email: 'room1@example.org' };

function content(extra: string): string {
  return `<d:description></d:description><d:displayname>Room &amp; 1</d:displayname><d:email>room1@example.org</d:email>${extra}`;
}

test('a resource is created available, with a description that may be empty', async () => {
  fixture.stub.respond = answerWith(wrapper('create', '<return><ns2:id>8</ns2:id><ns2:name>room1</ns2:name></return>'));
  expect(await fixture.gateway.resources.create(access, room)).toBe(8);
  expect(fixture.stub.calls[0]?.path).toBe('/webservices/OXResourceService');
  const res = `<s:res><d:available>true</d:available>${content('<d:name>room1</d:name>')}</s:res>`;
  expect(fixture.stub.lastMessage).toEqual(message('create', `${ctx}${res}${contextAuth}`));
});

test('a resource is renamed by id, and keeps the name it is looked up by', async () => {
  await fixture.gateway.resources.change(access, { id: 8 }, { ...room, name: 'room2' });
  const renamed = `<s:res>${content('<d:id>8</d:id><d:name>room2</d:name>')}</s:res>`;
  expect(fixture.stub.lastMessage).toEqual(message('change', `${ctx}${renamed}${contextAuth}`));

  await fixture.gateway.resources.change(access, { name: 'room1' }, { ...room, name: 'room2' });
  expect(fixture.stub.lastMessage).toEqual(message('change', `${ctx}<s:res>${content('<d:name>room1</d:name>')}</s:res>${contextAuth}`));
});

test('a resource is read by name or id and deleted by id', async () => {
  const answer = (description: string): string =>
    `<return><ns2:available>true</ns2:available>${description}<ns2:displayname>Room 1</ns2:displayname><ns2:email>room1@example.org</ns2:email><ns2:id>8</ns2:id><ns2:name>room1</ns2:name></return>`;
  fixture.stub.respond = answerWith(wrapper('getData', answer('<ns2:description>Upstairs</ns2:description>')));
  expect(await fixture.gateway.resources.get(access, { name: 'room1' })).toEqual({
    id: 8,
    name: 'room1',
    displayName: 'Room 1',
    description: 'Upstairs',
    email: 'room1@example.org',
  });
  expect(fixture.stub.lastMessage).toEqual(message('getData', `${ctx}<s:res><d:name>room1</d:name></s:res>${contextAuth}`));

  fixture.stub.respond = answerWith(wrapper('getData', answer(`<ns2:description ${nil}/>`)));
  expect(await fixture.gateway.resources.get(access, { id: 8 })).toMatchObject({ id: 8, description: '' });

  fixture.stub.respond = answerWith('');
  await fixture.gateway.resources.delete(access, 8);
  expect(fixture.stub.lastMessage).toEqual(message('delete', `${ctx}<s:res><d:id>8</d:id></s:res>${contextAuth}`));
});

test('a resource that does not exist is read as nothing, and is missing when it is changed', async () => {
  const wrapped =
    'com.openexchange.admin.rmi.exceptions.NoSuchObjectException: com.openexchange.admin.rmi.exceptions.NoSuchResourceException: ';
  fixture.stub.respond = faultWith(
    `${wrapped}No such resource room1 in context 10; exceptionId 1-2; exceptionId 1-4`,
    'NoSuchResourceException',
  );
  expect(await fixture.gateway.resources.get(access, { name: 'room1' })).toBeUndefined();
  fixture.stub.respond = faultWith('Resource with this id does not exists; exceptionId 1-2', 'NoSuchResourceException');
  await expect(fixture.gateway.resources.change(access, { id: 8 }, room)).rejects.toMatchObject({ missing: 'resource' });
});
