import { expect, test } from 'vitest';
import { answerWith, faultWith, nil, wrapper } from '../support/stub-ox.ts';
import { access, useGateway } from './gateway-fixture.ts';

const fixture = useGateway();

function answer(operation: string, inner: string): void {
  fixture.stub.respond = answerWith(wrapper(operation, inner));
}

test('a user has the fields that are set, as plain values', async () => {
  const fields = [
    '<ns2:aliases>jane@example.org</ns2:aliases>',
    `<ns2:anniversary ${nil}/><ns2:birthday>1990-02-03Z</ns2:birthday>`,
    '<ns2:contextadmin>false</ns2:contextadmin><ns2:department></ns2:department><ns2:display_name>  Jane &amp; Doe </ns2:display_name>',
    `<ns2:email2 ${nil}></ns2:email2><ns2:id>5</ns2:id><ns2:imapPort>993</ns2:imapPort><ns2:mailenabled>false</ns2:mailenabled>`,
    `<ns2:maxQuota>-1</ns2:maxQuota><ns2:name>jane</ns2:name><ns2:password ${nil}/><ns2:passwordMech>{SHA-256}</ns2:passwordMech>`,
    '<ns2:image1>aGVsbG8=</ns2:image1>',
  ].join('');
  answer('getData', `<return>${fields}</return>`);
  expect(await fixture.gateway.users.get(access, { id: 5 })).toEqual({
    id: 5,
    name: 'jane',
    fields: {
      aliases: ['jane@example.org'],
      birthday: '1990-02-03',
      department: '',
      display_name: '  Jane & Doe ',
      imapPort: 993,
      mailenabled: false,
      maxQuota: -1,
      name: 'jane',
      image1: 'aGVsbG8=',
    },
  });
});

test.each(['1990-02-03', '1990-02-03Z', '1990-02-03+02:00', '1990-02-03-11:00'])(
  'the date %s is the day that is written there',
  async (date) => {
    answer('getData', `<return><ns2:birthday>${date}</ns2:birthday><ns2:id>5</ns2:id><ns2:name>jane</ns2:name></return>`);
    const user = await fixture.gateway.users.get(access, { id: 5 });
    expect(user?.fields.birthday).toBe('1990-02-03');
  },
);

test('line breaks, a picture of megabytes and names with any characters come back as they were', async () => {
  const picture = Buffer.alloc(3_000_000, 'ox').toString('base64');
  answer(
    'getData',
    `<return><ns2:id>5</ns2:id><ns2:name>jäne😀</ns2:name><ns2:note>a&#xD;\nb</ns2:note><ns2:image1>${picture}</ns2:image1></return>`,
  );
  const user = await fixture.gateway.users.get(access, { id: 5 });
  expect(user?.fields.note).toBe('a\r\nb');
  expect(user?.fields.name).toBe('jäne😀');
  expect(user?.fields.image1 === picture).toBe(true);
});

test('several users come as a list, one user too', async () => {
  const user = (id: number): string => `<return><ns2:id>${id}</ns2:id><ns2:name>user${id}</ns2:name></return>`;
  answer('getMultipleData', user(5) + user(7));
  expect((await fixture.gateway.users.getMany(access, [5, 7])).map(({ id }) => id)).toEqual([5, 7]);
  answer('getMultipleData', user(5));
  expect(await fixture.gateway.users.getMany(access, [5])).toEqual([{ id: 5, name: 'user5', fields: { name: 'user5' } }]);
});

test('rights are the names of the flags that are on', async () => {
  answer(
    'getModuleAccess',
    '<return><ns2:USM>true</ns2:USM><ns2:calendar>false</ns2:calendar><ns2:publicFolderEditable>true</ns2:publicFolderEditable><ns2:webmail>true</ns2:webmail></return>',
  );
  expect(await fixture.gateway.users.rights(access, { id: 5 })).toEqual(['USM', 'webmail']);
});

test('a new user or group is known by its id, whatever else is in the answer', async () => {
  answer('createByModuleAccess', `<return><ns2:birthday ${nil}/><ns2:id>7</ns2:id><ns2:password>S3cret!</ns2:password></return>`);
  expect(await fixture.gateway.users.create(access, { name: 'jane', password: 'S3cret!', fields: {}, rights: [] })).toBe(7);
  answer('create', '<return><ns2:id>8</ns2:id></return>');
  expect(await fixture.gateway.groups.create(access, { name: 'sales', displayName: 'Sales', members: [7] })).toBe(8);
});

test('a group has its members, also when there are none or one', async () => {
  const group = (members: string): string =>
    `<return><ns2:displayname>Sales</ns2:displayname><ns2:id>6</ns2:id>${members}<ns2:name>sales</ns2:name></return>`;
  answer('getData', group('<ns2:members>2</ns2:members><ns2:members>5</ns2:members>'));
  expect(await fixture.gateway.groups.get(access, { id: 6 })).toEqual({ id: 6, name: 'sales', displayName: 'Sales', members: [2, 5] });
  answer('getData', group('<ns2:members>2</ns2:members>'));
  expect((await fixture.gateway.groups.get(access, { id: 6 }))?.members).toEqual([2]);
  answer('getData', group(''));
  expect((await fixture.gateway.groups.get(access, { id: 6 }))?.members).toEqual([]);
});

test('a context has a quota only when it is limited, and its id is no login mapping', async () => {
  const context = (quota: string): string =>
    `<return><ns2:enabled>true</ns2:enabled><ns2:id>10</ns2:id><ns2:loginMappings>10</ns2:loginMappings><ns2:loginMappings>example.org</ns2:loginMappings>${quota}<ns2:name>context10</ns2:name></return>`;
  const expected = { id: 10, name: 'context10', loginMappings: ['example.org'] };
  answer('getData', context('<ns2:maxQuota>1000</ns2:maxQuota>'));
  expect(await fixture.gateway.contexts.get(10)).toEqual({ ...expected, quotaMB: 1000 });
  answer('getData', context('<ns2:maxQuota>-1</ns2:maxQuota>'));
  expect((await fixture.gateway.contexts.get(10))?.quotaMB).toBeUndefined();
  answer('getData', context(`<ns2:maxQuota ${nil}/>`));
  expect((await fixture.gateway.contexts.get(10))?.quotaMB).toBeUndefined();
});

test('what does not exist is read as nothing', async () => {
  fixture.stub.respond = faultWith('No such user jane in context 10; exceptionId 1-2', 'NoSuchUserException');
  expect(await fixture.gateway.users.get(access, { name: 'jane' })).toBeUndefined();
  fixture.stub.respond = faultWith('No such group; exceptionId 1-2', 'NoSuchGroupException');
  expect(await fixture.gateway.groups.get(access, { name: 'sales' })).toBeUndefined();
  fixture.stub.respond = faultWith('Context 10 does not exist; exceptionId 1-2', 'NoSuchContextException');
  expect(await fixture.gateway.contexts.get(10)).toBeUndefined();
});

test('a user cannot be read as missing when it is the context that is missing, nor when a change does not find it', async () => {
  fixture.stub.respond = faultWith('Context 10 does not exist; exceptionId 1-2', 'NoSuchContextException');
  await expect(fixture.gateway.users.get(access, { id: 5 })).rejects.toMatchObject({ reason: 'WaitingForContext', missing: 'context' });
  fixture.stub.respond = faultWith('No such user 5 in context 10; exceptionId 1-2', 'NoSuchUserException');
  await expect(fixture.gateway.users.change(access, { id: 5 }, { fields: {} })).rejects.toMatchObject({ missing: 'user' });
  await expect(fixture.gateway.users.getMany(access, [5])).rejects.toMatchObject({ missing: 'user' });
});

test('a fault tells exception, code and text, whatever is nil in it', async () => {
  fixture.stub.respond = faultWith('The displayname is already used; exceptionId -225208343-74', 'InvalidDataException');
  await expect(fixture.gateway.users.change(access, { id: 5 }, { fields: {} })).rejects.toMatchObject({
    name: 'OxError',
    reason: 'DisplayNameTaken',
    outcomeUnknown: false,
  });
  fixture.stub.respond = faultWith('; exceptionId 1-2', 'DatabaseUpdateException');
  await expect(fixture.gateway.users.exists(access, { id: 5 })).rejects.toMatchObject({ reason: 'OxUpdating' });
  fixture.stub.respond = faultWith('Something new', undefined, 'Client');
  await expect(fixture.gateway.users.exists(access, { id: 5 })).rejects.toThrow('could not read the message');
});

test.each([
  ['without the id of a new user', 'createByModuleAccess', '<return><ns2:name>jane</ns2:name></return>'],
  ['with nothing at all', 'createByModuleAccess', ''],
  ['with the wrapper of another operation', 'exists', '<return>true</return>'],
])('an answer %s leaves the outcome open', async (_, operation, inner) => {
  answer(operation, inner);
  const create = fixture.gateway.users.create(access, { name: 'jane', password: 'x', fields: {}, rights: [] });
  await expect(create).rejects.toMatchObject({ name: 'OxError', reason: 'OxUnreachable', errorClass: 'outage', outcomeUnknown: true });
});
