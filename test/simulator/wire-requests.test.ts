import { describe, expect, it } from 'vitest';
import { addUser } from '../support/simulated-ox.ts';
import { adminAuth, envelope, faultOf, inTen, message, runningSimulator, send, withoutNil, xsi } from '../support/soap-wire.ts';

const dataNamespace = 'http://dataobjects.soap.admin.openexchange.com/xsd';

async function userService() {
  const simulator = await runningSimulator();
  const id = addUser(simulator.control.ox, 'jane', { company: 'Old' });
  const url = `${simulator.url}/webservices/OXUserService`;
  const jane = () => simulator.control.users(10).find((user) => user.id === id);
  const change = (fields: string) => send(url, inTen('change', `<s:usrdata><d:id>${id}</d:id>${fields}</s:usrdata>`));
  return { simulator, url, id, jane, change, post: (body: string, headers?: Record<string, string>) => send(url, body, headers) };
}

describe('a message that the SOAP stack of OX accepts', () => {
  it('has its elements in any order, also those of the wrapper', async () => {
    const { post } = await userService();
    const answer = await post(message('exists', `${adminAuth}<s:user><d:name>jane</d:name></s:user><s:ctx><d:id>10</d:id></s:ctx>`));
    expect([answer.status, answer.text.includes('<return>true</return>')]).toEqual([200, true]);
  });

  it('has its last word where a single element comes twice', async () => {
    const { change, jane } = await userService();
    await change('<d:company>One</d:company><d:company>Two</d:company>');
    expect(jane()?.company).toBe('Two');
  });

  it.each([
    ['nil', `<d:company ${xsi} xsi:nil="true"/>`],
    ['nil, with 1 for true', `<d:company ${xsi} xsi:nil="1">text</d:company>`],
    ['absent', ''],
  ])('leaves alone what is %s', async (_, fields) => {
    const { change, jane } = await userService();
    expect((await change(fields)).status).toBe(200);
    expect(jane()?.company).toBe('Old');
  });

  it.each(['<d:company></d:company>', '<d:company/>'])('clears a text with %s', async (fields) => {
    const { change, jane } = await userService();
    await change(fields);
    expect(jane()?.company).toBe('');
  });

  it.each(['<d:aliases/>', `<d:aliases ${xsi} xsi:nil="true"/>`])('sends a list with %s', async (fields) => {
    const { change } = await userService();
    expect(faultOf(await change(fields))).toBe(
      'soap:Server primaryMail, Email1 and defaultSenderAddress must be present in set of aliases.',
    );
  });

  it.each(['<d:id></d:id><d:name>jane</d:name>', '<d:id> </d:id><d:name>jane</d:name><d:mailenabled></d:mailenabled>'])(
    'has nothing in an empty number or flag: %s',
    async (fields) => {
      const { post, jane } = await userService();
      const answer = await post(inTen('change', `<s:usrdata>${fields}<d:company>New</d:company></s:usrdata>`));
      expect([faultOf(answer), jane()?.company, jane()?.mailenabled]).toEqual([undefined, 'New', true]);
    },
  );

  it('overflows a number in silence', async () => {
    const { post } = await userService();
    const answer = await post(inTen('getData', '<s:user><d:id>99999999999</d:id></s:user>'));
    expect(faultOf(answer)).toBe('soap:Server No such user 1215752191 in context 10');
  });

  it.each([
    ['true', true],
    ['1', true],
    ['yes', true],
    ['TRUE', true],
    ['no', false],
    ['tru', false],
    ['0', false],
    ['false', false],
  ])('reads the flag %s as %s', async (text, value) => {
    const { simulator, id, post, jane } = await userService();
    simulator.control.edit({ kind: 'setUserFields', contextId: 10, user: id, fields: { mailenabled: !value } });
    await post(inTen('change', `<s:usrdata><d:id>${id}</d:id><d:mailenabled>${text}</d:mailenabled></s:usrdata>`));
    expect(jane()?.mailenabled).toBe(value);
  });

  it.each(['1990-02-03', '1990-02-03Z', '1990-02-03+02:00', '1990-02-03T00:00:00Z', ' 1990-02-03 '])(
    'takes the day of the date "%s" as it is written',
    async (date) => {
      const { change, post, id } = await userService();
      await change(`<d:birthday>${date}</d:birthday>`);
      const answer = await post(inTen('getData', `<s:user><d:id>${id}</d:id></s:user>`));
      expect(answer.text).toContain('<ns2:birthday>1990-02-03Z</ns2:birthday>');
    },
  );

  it('may hold bad base64, which is decoded to garbage', async () => {
    const { change, jane } = await userService();
    expect((await change('<d:image1>!!QUJD!!</d:image1>')).status).toBe(200);
    expect(jane()?.image1).toBe('QUJD');
  });

  it('may hold attributes, types, CDATA, comments and entities', async () => {
    const { change, jane } = await userService();
    const type = 'xmlns:xs="http://www.w3.org/2001/XMLSchema" xsi:type="xs:string"';
    await change(`<d:company ${xsi} ${type} more="x">A<![CDATA[ & <B>]]><!-- - --> &amp; &#67;&#x44;&quot;</d:company>`);
    expect(jane()?.company).toBe('A & <B> & CD"');
  });

  it('may do without namespaces below the wrapper, as long as no parent has one', async () => {
    const { post, jane, id } = await userService();
    const auth = '<auth><login>oxadmin</login><password>adminpw</password></auth>';
    const fields = `<usrdata><id>${id}</id><company>Plain</company></usrdata>`;
    expect((await post(message('change', `<ctx><id>10</id></ctx>${fields}${auth}`))).status).toBe(200);
    expect(jane()?.company).toBe('Plain');
    expect(faultOf(await post(inTen('exists', '<s:user><name>jane</name></s:user>')))).toBe(
      'soap:Client Unexpected element "name". Please remove that element from SOAP request.',
    );
  });

  it('may name parts without namespace by their place', async () => {
    const { post } = await userService();
    const parts =
      '<param0><id>10</id></param0><c-gensym1><name>jane</name></c-gensym1><param2><login>oxadmin</login><password>adminpw</password></param2>';
    expect((await post(message('exists', parts))).text).toContain('<return>true</return>');
  });

  it('may have any SOAPAction, and a header that need not be understood', async () => {
    const { url } = await userService();
    const header = '<soapenv:Header><x:Security xmlns:x="urn:x">y</x:Security></soapenv:Header>';
    const body = message('exists', `<s:ctx><d:id>10</d:id></s:ctx><s:user><d:name>jane</d:name></s:user>${adminAuth}`, header);
    const answer = await send(url, body, { 'Content-Type': 'text/xml;charset=UTF-8', SOAPAction: '"urn:delete"' });
    expect(answer.text).toContain('<return>true</return>');
  });

  it('may begin with a byte order mark and a declaration', async () => {
    const { post } = await userService();
    const answer = await post(
      `\ufeff<?xml version="1.0" encoding="UTF-8"?>\r\n${inTen('exists', '<s:user><d:name>jane</d:name></s:user>')}\r\n`,
    );
    expect(answer.text).toContain('<return>true</return>');
  });

  it('keeps the element clusterWeight to itself', async () => {
    const { change } = await userService();
    expect((await change('<d:clusterWeight>1</d:clusterWeight>')).status).toBe(200);
  });
});

describe('a message that the SOAP stack of OX refuses', () => {
  const where = /^soap:Client Invalid value in line 1 in row \d+\. Please correct SOAP request\.$/;

  it.each([
    ['a number that is none', '<d:uploadFileSizeLimit>abc</d:uploadFileSizeLimit>', 'Not a number: abc '],
    ['a number with a fraction', '<d:uploadFileSizeLimit>3.7</d:uploadFileSizeLimit>', 'Not a number: 3.7 '],
    ['an empty date', '<d:birthday></d:birthday>', ' '],
    ['a day that does not exist', '<d:birthday>1990-02-30</d:birthday>', '1990-02-30 '],
    ['a German date', '<d:birthday>03.02.1990</d:birthday>', '03.02.1990 '],
  ])('holds %s', async (_, field, text) => {
    const { change, post, jane } = await userService();
    const bare = await change(field);
    expect([bare.status, faultOf(bare), bare.text.includes('<detail>')]).toEqual([500, `soap:Client Unmarshalling Error: ${text}`, false]);
    expect(faultOf(await post(inTen('exists', `<s:user>${field}</s:user>`)))).toMatch(where);
    expect(jane()?.birthday).toBeUndefined();
  });

  it('names the place of a bad value', async () => {
    const { post } = await userService();
    const body = inTen('exists', '\n<s:user>\n  <d:id>abc</d:id></s:user>');
    expect(faultOf(await post(body))).toBe('soap:Client Invalid value in line 3 in row 12. Please correct SOAP request.');
  });

  it('holds an unknown element', async () => {
    const { change, post } = await userService();
    const bare = faultOf(await change('<d:foo>1</d:foo>'));
    expect(bare).toContain(
      `soap:Client Unmarshalling Error: unexpected element (uri:"${dataNamespace}", local:"foo"). Expected elements are &lt;{`,
    );
    expect(bare?.match(/&lt;\{/g)).toHaveLength(137);
    expect(faultOf(await post(inTen('exists', '<s:user><d:foo>1</d:foo></s:user>')))).toBe(
      `soap:Client Unexpected element "foo" (URI=${dataNamespace}). Please remove that element from SOAP request.`,
    );
  });

  it('holds a known element in a wrong namespace', async () => {
    const { post } = await userService();
    expect(faultOf(await post(inTen('exists', '<s:user><s:name>jane</s:name></s:user>')))).toBe(
      'soap:Client Unexpected element "name" (URI=http://soap.admin.openexchange.com). Please remove that element from SOAP request.',
    );
  });

  it('holds an element inside a text', async () => {
    const { change } = await userService();
    expect(faultOf(await change('<d:company>a<d:b/>c</d:company>'))).toBe(
      `soap:Client Unmarshalling Error: unexpected element (uri:"${dataNamespace}", local:"b"). Expected elements are (none) `,
    );
  });

  it.each(['\u0001', '&#x1;'])('holds a control character', async (character) => {
    const { change, post, jane } = await userService();
    expect(faultOf(await change(`<d:company>a${character}</d:company>`))).toMatch(/^soap:Client Unmarshalling Error: Illegal character /);
    expect(faultOf(await post(inTen('exists', `<s:user><d:name>${character}</d:name></s:user>`)))).toMatch(
      /^soap:Server \[com\.ctc\.wstx\.exc\.WstxLazyException\] Illegal character /,
    );
    expect(jane()?.company).toBe('Old');
  });

  const bodies: readonly [string, string, string][] = [
    ['has a DOCTYPE', `<!DOCTYPE x [<!ENTITY e "f">]>${envelope('')}`, 'soap:Client Error reading XMLStreamReader: Received event DTD'],
    ['is no XML', 'hello', "soap:Client Error reading XMLStreamReader: Unexpected character 'h' (code 104) in prolog; expected '&lt;'"],
    ['is empty', '', 'soap:Client Error reading XMLStreamReader: Unexpected EOF in prolog'],
    [
      'breaks off before the message',
      envelope('').replace(/<soapenv:Body>.*/, ''),
      'soap:Client Error reading XMLStreamReader: Unexpected EOF',
    ],
    ['breaks off inside', inTen('change', '').replace(/<\/d:id>.*/, ''), 'soap:Client Unmarshalling Error: Unexpected EOF'],
    ['breaks off inside a tag', inTen('change', '').replace(/d:id>.*/, ''), 'soap:Client Unmarshalling Error: Unexpected '],
    [
      'closes what is not open',
      inTen('change', '').replace('</d:id>', '</d:name>'),
      'Unexpected close tag &lt;/d:name&gt;; expected &lt;/d:id&gt;.',
    ],
    ['has an empty body', envelope(''), 'soap:Server No binding operation info while invoking unknown method with params unknown.'],
    [
      'asks for an unknown operation',
      message('nonsense', ''),
      'soap:Client Message part {http://soap.admin.openexchange.com}nonsense was not recognized.  (Does it exist in service WSDL?)',
    ],
    [
      'has a wrong service namespace',
      envelope('<x:exists xmlns:x="urn:wrong"/>'),
      'soap:Client Unexpected wrapper element {urn:wrong}exists found.   Expected {http://soap.admin.openexchange.com}exists.',
    ],
    [
      'has a wrong service namespace in a void operation',
      envelope('<x:change xmlns:x="urn:wrong"/>'),
      'soap:Client Message part {urn:wrong}change was not recognized.  (Does it exist in service WSDL?)',
    ],
    [
      'is SOAP 1.2',
      envelope('').replaceAll('http://schemas.xmlsoap.org/soap/envelope/', 'http://www.w3.org/2003/05/soap-envelope'),
      'soap:VersionMismatch A SOAP 1.2 message is not valid when sent to a SOAP 1.1 only endpoint.',
    ],
    ['is another document', '<a/>', 'soap:VersionMismatch "", the namespace on the "a" element, is not a valid SOAP version.'],
    [
      'has a header that must be understood',
      message('exists', '', '<soapenv:Header><w:Security xmlns:w="urn:wsse" soapenv:mustUnderstand="1"/></soapenv:Header>'),
      'soap:MustUnderstand MustUnderstand headers: [{urn:wsse}Security] are not understood.',
    ],
    ['uses an undeclared prefix', envelope('<y:exists/>'), 'soap:Client Error reading XMLStreamReader: Undeclared namespace prefix "y"'],
    ['uses an unknown entity', envelope('<a>&nope;</a>'), 'soap:Client Unmarshalling Error: Undeclared general entity "nope"'],
    ['has two roots', `${envelope('')}<a/>`, 'soap:Client Error reading XMLStreamReader: Illegal to have multiple roots'],
  ];
  it.each(bodies)('%s', async (_, body, text) => {
    const { post } = await userService();
    const answer = await post(body);
    expect([answer.status, answer.contentType]).toEqual([500, 'text/xml;charset=utf-8']);
    expect(faultOf(answer)).toContain(text);
  });

  it('is a GET', async () => {
    const { url } = await userService();
    expect(faultOf(await send(url, '', {}, 'GET'))).toBe(
      'soap:Server No binding operation info while invoking unknown method with params unknown.',
    );
  });

  it('holds a newer user field where only the user service knows it', async () => {
    const { simulator } = await userService();
    const body = message('create', '<s:ctx><d:id>30</d:id></s:ctx><s:admin_user><d:image1>QUJD</d:image1></s:admin_user>');
    expect(faultOf(await send(`${simulator.url}/webservices/OXContextService`, body))).toBe(
      `soap:Client Unexpected element "image1" (URI=${dataNamespace}). Please remove that element from SOAP request.`,
    );
  });

  it('is for an operation that the simulator does not model', async () => {
    const { post } = await userService();
    expect(faultOf(await post(inTen('moveUserFilestore', '')))).toBe(
      'soap:Server The operation moveUserFilestore of OXUserService is not modelled by the simulator.',
    );
  });
});

describe('the charset of a message', () => {
  const fields = '<s:usrdata><d:id>3</d:id><d:company>Käse €</d:company></s:usrdata>';
  const getJane = inTen('getData', '<s:user><d:id>3</d:id></s:user>');

  it('is ISO-8859-1 when the Content-Type does not say, whatever the XML declaration says', async () => {
    const { url, jane } = await userService();
    await send(url, `<?xml version="1.0" encoding="UTF-8"?>${inTen('change', fields)}`, { 'Content-Type': 'text/xml' });
    expect(jane()?.company).toBe(Buffer.from('Käse €', 'utf8').toString('latin1'));
  });

  it('is that of the answer, with references for what it cannot hold', async () => {
    const { url } = await userService();
    await send(url, inTen('change', fields));
    const answer = await send(url, getJane, { 'Content-Type': 'application/xml' });
    expect(answer.contentType).toBe('text/xml;charset=iso-8859-1');
    expect(answer.body.toString('latin1')).toContain('<ns2:company>Käse &#x20ac;</ns2:company>');
  });

  it('is UTF-8 when the Content-Type says so', async () => {
    const { url, jane } = await userService();
    await send(url, inTen('change', fields));
    expect(jane()?.company).toBe('Käse €');
    const answer = await send(url, getJane, { 'Content-Type': 'text/xml; charset="utf-8"' });
    expect(withoutNil(answer)).toContain('<ns2:company>Käse €</ns2:company>');
  });
});
