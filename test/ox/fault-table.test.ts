import { describe, expect, test } from 'vitest';
import { classifyFault, type SoapFault } from '../../src/ox/index.ts';
import { accountCall, classify, contextCall, copyCall, deputyCall, groupCall, type Row, resourceCall, userCall } from './fault-calls.ts';

const invalid = 'InvalidDataException';
const storage = 'StorageException';

describe('what is nobody’s fault is an outage', () => {
  const authentication = 'InvalidCredentialsException';
  const rows: Row[] = [
    {
      exception: authentication,
      text: 'Authentication failed',
      call: contextCall,
      means: { reason: 'OxAuthenticationFailed', errorClass: 'outage', target: 'installation' },
    },
    {
      exception: authentication,
      text: 'Authentication failed',
      means: { reason: 'OxAuthenticationFailed', errorClass: 'outage', target: 'context' },
    },
    {
      exception: authentication,
      text: 'Authentication failed',
      call: groupCall,
      means: { reason: 'OxAuthenticationFailed', target: 'context' },
    },
    {
      exception: authentication,
      text: 'Authentication failed',
      call: resourceCall,
      means: { reason: 'OxAuthenticationFailed', target: 'context' },
    },
    {
      exception: authentication,
      text: 'Authentication failed',
      call: accountCall,
      means: { reason: 'OxAuthenticationFailed', target: 'context' },
    },
    {
      exception: authentication,
      text: 'Authentication failed',
      call: deputyCall,
      means: { reason: 'OxAuthenticationFailed', target: 'context' },
    },
    {
      exception: authentication,
      text: 'Authentication failed',
      call: copyCall,
      means: { reason: 'OxAuthenticationFailed', target: 'installation' },
    },
    {
      exception: authentication,
      text: 'Authentication failed for user jane',
      means: { reason: 'OxAuthenticationFailed', target: 'context' },
    },
    {
      exception: authentication,
      text: 'Client sent invalid context data object',
      means: { reason: 'OxAuthenticationFailed', target: 'context' },
    },
    { exception: authentication, text: 'Permission denied', means: { reason: 'OxAuthenticationFailed', target: 'context' } },
    {
      exception: 'DatabaseUpdateException',
      text: 'Database is being updated',
      means: { reason: 'OxUpdating', errorClass: 'outage', target: 'context' },
    },
    {
      exception: 'DatabaseUpdateException',
      text: 'Database is being updated',
      call: { ...contextCall, contextId: undefined },
      means: { reason: 'OxUpdating', target: 'installation' },
    },
    {
      exception: 'RemoteException',
      text: 'Missing com.openexchange.admin.rmi.OXUserInterface instance.',
      means: { reason: 'OxUnreachable', errorClass: 'outage', target: 'installation' },
    },
    { text: 'Missing com.openexchange.admin.rmi.OXUserInterface instance.', means: { reason: 'OxUnreachable', target: 'installation' } },
    {
      text: 'No binding operation info while invoking unknown method with params unknown.',
      means: { reason: 'OxUnreachable', errorClass: 'outage', target: 'installation' },
    },
  ];
  test.each(rows)('$exception "$text" on $call.service', ({ means, ...fault }) => expect(classify(fault)).toMatchObject(means));
});

describe('what a call named and OX does not have is missing', () => {
  const wrapped = 'com.openexchange.admin.rmi.exceptions.NoSuchObjectException: com.openexchange.admin.rmi.exceptions.';
  const rows: Row[] = [
    { exception: 'NoSuchUserException', text: 'No such user(s) 21061985 in context 10', means: { reason: 'ServerFault', missing: 'user' } },
    { exception: 'NoSuchUserException', text: 'No such user jane in context 10', means: { reason: 'ServerFault', missing: 'user' } },
    { exception: 'NoSuchUserException', text: `${wrapped}NoSuchUserException: No such user zz in context 20`, means: { missing: 'user' } },
    { text: `${wrapped}NoSuchUserException: No such user zz in context 20`, means: { missing: 'user' } },
    { exception: 'NoSuchUserException', text: 'No such user', call: groupCall, means: { missing: 'user' } },
    { exception: 'NoSuchUserException', text: 'No such user 5 in context 10', call: accountCall, means: { missing: 'user' } },
    { exception: 'NoSuchUserException', text: 'No such user 5 in context 10', call: copyCall, means: { missing: 'user' } },
    { exception: 'NoSuchUserException', text: 'No such user 5 in context 10', call: deputyCall, means: { missing: 'user' } },
    { exception: 'NoSuchGroupException', text: 'No such group', call: groupCall, means: { reason: 'ServerFault', missing: 'group' } },
    { exception: 'NoSuchGroupException', text: 'No such group 6', call: groupCall, means: { reason: 'ServerFault', missing: 'group' } },
    { exception: 'NoSuchGroupException', text: 'No such group sales', call: groupCall, means: { reason: 'ServerFault', missing: 'group' } },
    {
      exception: 'NoSuchGroupException',
      text: `${wrapped}NoSuchGroupException: No such group zz in context 20`,
      call: groupCall,
      means: { missing: 'group' },
    },
    {
      exception: 'NoSuchUserException',
      text: 'No such group 6 in context 10',
      call: accountCall,
      means: { reason: 'ServerFault', missing: 'group' },
    },
    {
      exception: 'NoSuchResourceException',
      text: 'Resource with this id does not exists',
      call: resourceCall,
      means: { reason: 'ServerFault', missing: 'resource' },
    },
    {
      exception: 'NoSuchResourceException',
      text: 'Resource with this id does not exist',
      call: resourceCall,
      means: { missing: 'resource' },
    },
    {
      exception: 'NoSuchResourceException',
      text: 'resource with with this id does not exist',
      call: resourceCall,
      means: { missing: 'resource' },
    },
    {
      exception: 'NoSuchResourceException',
      text: `${wrapped}NoSuchResourceException: No such resource zz in context 20`,
      call: resourceCall,
      means: { missing: 'resource' },
    },
    { text: `${wrapped}NoSuchResourceException: No such resource zz in context 20`, call: resourceCall, means: { missing: 'resource' } },
    {
      exception: 'NoSuchContextException',
      text: 'The context 11 does not exist!',
      call: copyCall,
      means: { reason: 'WaitingForContext', errorClass: 'dependency', missing: 'context', target: 'context' },
    },
    {
      exception: 'NoSuchContextException',
      text: 'The context 10 does not exist!',
      means: { reason: 'WaitingForContext', errorClass: 'dependency', missing: 'context', target: 'context' },
    },
    {
      exception: 'NoSuchContextException',
      text: 'Context 10 does not exist',
      call: contextCall,
      means: { reason: 'ServerFault', missing: 'context', target: 'context' },
    },
    {
      exception: 'NoSuchUserException',
      text: 'Cannot add guest user to group',
      call: groupCall,
      means: { reason: 'ServerFault', errorClass: 'invalid', missing: undefined },
    },
  ];
  test.each(rows)('$exception "$text" on $call.service', ({ means, ...fault }) => expect(classify(fault)).toMatchObject(means));
});

describe('an unknown context admin is never read as a missing user', () => {
  const means = { reason: 'OxAuthenticationFailed', errorClass: 'outage', missing: undefined, target: 'context' };
  test.each(['NoSuchUserException', storage])('%s that names the admin who called', (exception) => {
    expect(classify({ exception, text: 'No such user oxadmin in context 10' })).toMatchObject(means);
  });
});

describe('names and addresses that somebody else has', () => {
  const rows: Row[] = [
    { exception: invalid, text: 'User jane already exists in this context', means: { reason: 'NameTaken' } },
    { exception: 'UserExistsException', text: 'User jane already exists', means: { reason: 'NameTaken' } },
    { exception: invalid, text: 'Group already exists!', call: groupCall, means: { reason: 'NameTaken' } },
    { exception: invalid, text: 'Group sales already exists in this context', call: groupCall, means: { reason: 'NameTaken' } },
    { exception: 'UserExistsException', text: '', call: copyCall, means: { reason: 'NameTaken' } },
    {
      exception: storage,
      text: "UCP-0011 Categories=USER_INPUT Message='A user named jane already exists in destination context 11.' exceptionID=-1-4",
      call: copyCall,
      means: { reason: 'NameTaken' },
    },
    { exception: invalid, text: 'Resource room1 already exists in this context', call: resourceCall, means: { reason: 'NameTaken' } },
    {
      exception: invalid,
      text: 'Resource with this email address already exists',
      call: resourceCall,
      means: { reason: 'MailAddressTaken' },
    },
    {
      exception: invalid,
      text: 'Primary mail address "room1@example.org" already exists in context 10 (Already assigned to user 5).',
      call: resourceCall,
      means: { reason: 'MailAddressTaken' },
    },
    {
      exception: storage,
      text: "ACC-0017 Categories=USER_INPUT Message='Duplicate mail account for user 5 in context 10.' exceptionID=-483860422-12",
      call: accountCall,
      means: { reason: 'MailAddressTaken' },
    },
    {
      exception: storage,
      text: "com.openexchange.exception.OXException: ACC-0017 Categories=USER_INPUT Message='Duplicate mail account for user 5 in context 10.' exceptionID=7-12",
      call: accountCall,
      means: { reason: 'MailAddressTaken' },
    },
    { exception: 'ContextExistsException', text: 'Context already exists!', call: contextCall, means: { reason: 'NameTaken' } },
    { exception: 'ContextExistsException', text: 'Context 10 already exists!', call: contextCall, means: { reason: 'NameTaken' } },
    { exception: invalid, text: 'Context My Company already exists!', call: contextCall, means: { reason: 'NameTaken' } },
    {
      exception: storage,
      text: "Cannot map 'example.org' to the newly created context. This mapping is already in use.",
      call: contextCall,
      means: { reason: 'NameTaken' },
    },
    {
      exception: storage,
      text: 'A mapping with login info "example.org" already exists in the system!',
      call: contextCall,
      means: { reason: 'NameTaken' },
    },
    { exception: invalid, text: 'The displayname is already used', means: { reason: 'DisplayNameTaken' } },
    {
      exception: invalid,
      text: 'Primary mail address "jane@example.org" already exists in context 10 (Already assigned to user 5).',
      means: { reason: 'MailAddressTaken' },
    },
  ];
  test.each(rows)('$exception "$text"', ({ means, ...fault }) => {
    expect(classify(fault)).toMatchObject({ errorClass: 'invalid', missing: undefined, ...means });
  });
});

describe('values that OX refuses', () => {
  const rows: Row[] = [
    { exception: invalid, text: 'Illegal chars: "#"', means: { reason: 'IllegalCharacters' } },
    { exception: invalid, text: 'Illegal chars: "@" in login mapping', call: contextCall, means: { reason: 'IllegalCharacters' } },
    { exception: invalid, text: 'Mandatory fields not set: [given_name, sur_name]', means: { reason: 'MandatoryFieldMissing' } },
    {
      exception: invalid,
      text: 'Mandatory fields in context not set: [maxQuota]',
      call: contextCall,
      means: { reason: 'MandatoryFieldMissing' },
    },
    {
      exception: invalid,
      text: 'Mandatory fields in admin user not set: [name]',
      call: contextCall,
      means: { reason: 'MandatoryFieldMissing' },
    },
    { exception: invalid, text: 'Empty password is not allowed.', means: { reason: 'MandatoryFieldMissing' } },
    { exception: invalid, text: 'Invalid email address', means: { reason: 'InvalidMailAddress' } },
    { exception: storage, text: 'Global address book can not be disabled for non-PIM users.', means: { reason: 'RightsConflict' } },
    { exception: invalid, text: 'Admin delete not supported', means: { reason: 'ContextAdminProtected' } },
    { exception: invalid, text: 'Illegal chars: "/"', call: resourceCall, means: { reason: 'IllegalCharacters' } },
    { exception: invalid, text: 'Invalid group name', call: groupCall, means: { reason: 'IllegalCharacters' } },
    {
      exception: invalid,
      text: 'Mandatory fields not set: [name, displayname]',
      call: groupCall,
      means: { reason: 'MandatoryFieldMissing' },
    },
    { exception: invalid, text: 'Mandatory fields not set: [email]', call: resourceCall, means: { reason: 'MandatoryFieldMissing' } },
    { exception: invalid, text: 'Invalid email address', call: resourceCall, means: { reason: 'InvalidMailAddress' } },
    { exception: invalid, text: 'Primary address is empty.', call: accountCall, means: { reason: 'MandatoryFieldMissing' } },
    { text: 'something that nobody declared', means: { reason: 'ServerFault' } },
  ];
  test.each(rows)('$exception "$text"', ({ means, ...fault }) => {
    const error = classify(fault);
    expect(error).toMatchObject({ errorClass: 'invalid', missing: undefined, target: 'context', ...means });
    expect(error.message).toContain(fault.text);
  });
});

describe('an optional service that is not started puts nothing else on hold', () => {
  test.each([accountCall, copyCall, deputyCall])('$service', (call) => {
    const error = classify({ text: 'Missing com.openexchange.admin.rmi.OXSomeInterface instance.', call });
    expect(error).toMatchObject({ reason: 'ServerFault', errorClass: 'transient', missing: undefined });
  });
});

describe('a busy database is worth another try', () => {
  test.each([
    'Deadlock found when trying to get lock; try restarting transaction',
    'java.sql.SQLException: Lock wait timeout exceeded; try restarting transaction',
    'com.mysql.jdbc.exceptions.jdbc4.CommunicationsException: Communications link failure',
    'Data source rejected establishment of connection, message from server: "Too many connections"',
    'Cannot get connection to config DB.',
    'Connection timed out',
  ])('%s', (text) => {
    expect(classify({ exception: storage, text })).toMatchObject({ reason: 'ServerFault', errorClass: 'transient', target: 'context' });
  });

  test('but a name that sounds like it is not', () => {
    expect(classify({ exception: invalid, text: 'User deadlock already exists in this context' })).toMatchObject({
      reason: 'NameTaken',
      errorClass: 'invalid',
    });
  });
});

describe('a message that OX cannot read', () => {
  const rows: Row[] = [
    {
      code: 'Client',
      text: 'Unexpected element "convertguest" (URI=http://soap.admin.openexchange.com). Please remove that element from SOAP request.',
      means: { reason: 'FeatureUnsupported' },
    },
    {
      code: 'Client',
      text: 'Unexpected element "foo" (URI=http://dataobjects.soap.admin.openexchange.com/xsd). Please remove that element from SOAP request.',
      means: { reason: 'ServerFault' },
    },
    { code: 'Client', text: 'Unmarshalling Error: Not a number: abc ', means: { reason: 'ServerFault' } },
    { code: 'Client', text: 'Invalid value in line 1 in row 412. Please correct SOAP request.', means: { reason: 'ServerFault' } },
    {
      code: 'Client',
      text: 'Message part {http://soap.admin.openexchange.com}blockManual was not recognized.  (Does it exist in service WSDL?)',
      means: { reason: 'FeatureUnsupported' },
    },
    {
      code: 'Client',
      text: 'Unmarshalling Error: unexpected element (uri:"http://soap.admin.openexchange.com", local:"convertguest"). Expected elements are <{x}ctx>',
      means: { reason: 'FeatureUnsupported' },
    },
    {
      code: 'Client',
      text: 'Unexpected element "name" (URI=http://dataobjects.soap.admin.openexchange.com/xsd). Please remove that element from SOAP request.',
      call: accountCall,
      means: { reason: 'ServerFault' },
    },
    { code: 'Client', text: 'Unexpected wrapper element {wrong}exists found.   Expected {right}exists.', means: { reason: 'ServerFault' } },
    { code: 'Client', text: 'Error reading XMLStreamReader: Unexpected EOF', means: { reason: 'ServerFault' } },
    { text: 'The given SOAPAction urn:exists does not match an operation.', means: { reason: 'ServerFault' } },
    { text: '[com.ctc.wstx.exc.WstxLazyException] Illegal character', means: { reason: 'ServerFault' } },
    {
      code: 'VersionMismatch',
      text: 'A SOAP 1.2 message is not valid when sent to a SOAP 1.1 only endpoint.',
      means: { reason: 'ServerFault' },
    },
    { code: 'MustUnderstand', text: 'MustUnderstand headers are not understood.', means: { reason: 'ServerFault' } },
  ];
  test.each(rows)('$text', ({ means, ...fault }) => expect(classify(fault)).toMatchObject({ errorClass: 'invalid', ...means }));

  test('is said to be a fault of the operator or an old OX', () => {
    expect(classify({ code: 'Client', text: 'Unmarshalling Error:  ' }).message).toMatch(
      /could not read the message.*ox-operator.*too old/,
    );
  });
});

describe('the message of an error', () => {
  test('names call, context, the words of OX and the id to look for in its log', () => {
    const error = classifyFault({ exception: invalid, text: 'Illegal chars: "#"; exceptionId -483860422-666' }, userCall);
    expect(error.message).toBe('OXUserService.change in context 10: Illegal chars: "#" [exceptionId -483860422-666]');
    expect(error).toMatchObject({ service: 'OXUserService', operation: 'change', contextId: 10, outcomeUnknown: false });
  });

  test('keeps all ids of a wrapped exception and drops the Java names', () => {
    const wrapped =
      'com.openexchange.admin.rmi.exceptions.NoSuchObjectException: com.openexchange.admin.rmi.exceptions.NoSuchUserException: ';
    const text = `${wrapped}No such user zz in context 20; exceptionId 17-2; exceptionId 17-4; exceptionId 17-6`;
    const error = classifyFault({ exception: 'NoSuchUserException', text }, userCall);
    expect(error.message).toBe('OXUserService.change in context 10: No such user zz in context 20 [exceptionId 17-2, 17-4, 17-6]');
  });

  test('of an OX before 8, which had no ids, ends with the words', () => {
    const error = classifyFault({ exception: invalid, text: 'Invalid email address' }, userCall);
    expect(error.message).toBe('OXUserService.change in context 10: Invalid email address');
  });

  test('of an exception without text names the exception', () => {
    const error = classifyFault({ exception: storage, text: '; exceptionId 17-2' }, userCall);
    expect(error.message).toBe('OXUserService.change in context 10: StorageException without text [exceptionId 17-2]');
  });

  test('is one line of bounded length', () => {
    const fault: SoapFault = {
      exception: undefined,
      text: `Unmarshalling Error: unexpected element\n${'<{ns}field>,'.repeat(500)}`,
      code: 'Client',
    };
    const { message } = classifyFault(fault, userCall);
    expect(message).not.toContain('\n');
    expect(message.length).toBeLessThan(800);
  });

  test('never repeats a password, even when OX does', () => {
    const error = classifyFault({ exception: invalid, text: 'Illegal chars: "S3cret!"' }, { ...userCall, secrets: ['S3cret!', ''] });
    expect(error.message).toBe('OXUserService.change in context 10: Illegal chars: "***"');
  });
});
