import { expect, test } from 'vitest';
import { networkFailure } from '../../src/ox/http-failure.ts';

const url = 'https://ox.example.org/webservices/OXUserService';

function failureWith(code: string, message = 'something', properties: object = {}): ReturnType<typeof networkFailure> {
  return networkFailure(url, Object.assign(new Error(message), { code, ...properties }));
}

test.each([
  ['ECONNREFUSED', /cannot be reached: nothing listens there/],
  ['ENOTFOUND', /cannot be reached: the host name is unknown/],
  ['EAI_AGAIN', /the host name could not be looked up/],
  ['EHOSTUNREACH', /no route to the host/],
  ['UND_ERR_CONNECT_TIMEOUT', /no connection came about in time/],
  ['CERT_HAS_EXPIRED', /has expired/],
  ['CERT_NOT_YET_VALID', /not valid yet/],
  ['DEPTH_ZERO_SELF_SIGNED_CERT', /self-signed.*OX_CA_FILE/],
  ['SELF_SIGNED_CERT_IN_CHAIN', /unknown CA.*OX_CA_FILE/],
  ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', /unknown CA.*OX_CA_FILE/],
  ['ERR_TLS_CERT_ALTNAME_INVALID', /another host name.*OX_SOAP_SERVER/],
  ['ERR_SSL_WRONG_VERSION_NUMBER', /does not speak TLS/],
  ['ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION', /the TLS handshake failed \(ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION\)/],
])('%s happened before anything was sent', (code, words) => {
  const failure = failureWith(code);
  expect(failure.message).toMatch(words);
  expect(failure.message).toContain(url);
  expect(failure.outcomeUnknown).toBe(false);
});

test.each([
  ['ECONNRESET', /gave no answer: the connection was reset/],
  ['EPIPE', /gave no answer: the connection was closed/],
  ['UND_ERR_SOCKET', /gave no answer: the connection was closed/],
  ['UND_ERR_RES_EXCEEDED_MAX_SIZE', /the answer is too large/],
  ['UNHEARD_OF', /gave no answer: UNHEARD_OF: something/],
])('%s leaves open what happened', (code, words) => {
  const failure = failureWith(code);
  expect(failure.message).toMatch(words);
  expect(failure.outcomeUnknown).toBe(true);
});

test('the same code means less when it came while connecting', () => {
  expect(failureWith('ETIMEDOUT', 'connect ETIMEDOUT', { syscall: 'connect' }).outcomeUnknown).toBe(false);
  expect(failureWith('ETIMEDOUT', 'read ETIMEDOUT', { syscall: 'read' }).outcomeUnknown).toBe(true);
  const handshake = 'Client network socket disconnected before secure TLS connection was established';
  expect(failureWith('ECONNRESET', handshake)).toMatchObject({
    message: `${url} cannot be reached: the TLS handshake was cut off`,
    outcomeUnknown: false,
  });
  const plain = failureWith('ECONNRESET', 'connect ECONNRESET', { syscall: 'connect' });
  expect(plain).toMatchObject({ message: `${url} cannot be reached: the connection was reset while it was made`, outcomeUnknown: false });
});

test('nothing that hangs on an error of a library goes on', () => {
  const { cause } = failureWith('ECONNRESET', 'read ECONNRESET', { config: { data: '<password>secret</password>' } });
  expect(cause).toEqual(new Error('ECONNRESET: read ECONNRESET'));
  expect(Object.keys(cause ?? {})).toEqual([]);
});
