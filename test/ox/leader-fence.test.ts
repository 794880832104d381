import { expect, test } from 'vitest';
import { answerWith } from '../support/stub-ox.ts';
import { failureOf, useGateway } from './gateway-fixture.ts';

let mayCall = true;
const fixture = useGateway({ mayCall: () => mayCall });

test('who does not lead sends nothing to OX, and knows that nothing was done', async () => {
  mayCall = false;
  const failure = await failureOf(fixture.gateway.contexts.exists(10));
  expect(failure.message).toContain('not sent, for this process does not lead any more');
  expect(failure).toMatchObject({ reason: 'OxUnreachable', outcomeUnknown: false });
  expect(fixture.stub.calls).toEqual([]);
});

test('who loses the lead while a connection is being made sends nothing over it', async () => {
  mayCall = true;
  const call = failureOf(fixture.gateway.contexts.exists(10));
  mayCall = false;
  expect((await call).outcomeUnknown).toBe(false);
  expect(fixture.stub.connections).toBe(1);
  expect(fixture.stub.calls).toEqual([]);
});

test('who leads again over the same gateway is heard', async () => {
  mayCall = true;
  fixture.stub.respond = answerWith('');
  await failureOf(fixture.gateway.contexts.exists(10));
  expect(fixture.stub.calls).toHaveLength(1);
});
