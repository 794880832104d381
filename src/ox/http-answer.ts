import { HttpFailure } from './http-failure.ts';

export interface HttpAnswer {
  readonly status: number;
  readonly location: string | undefined;
  readonly body: string;
}

const envelope = /^\uFEFF?\s*(?:<\?xml[^>]*>\s*)?(?:<!--[\s\S]*?-->\s*)*<(?:[\w.-]+:)?Envelope[\s>]/;
const bodyElement = /<(?:[\w.-]+:)?Body[\s>/]/;
const expected = 'OX_SOAP_SERVER should be the address of the OX server alone, like https://ox.example.org';

/** OX answers results with 200 and faults with 500; everything else, and everything that is no SOAP, came from something in front of it. */
export function isSoap(answer: HttpAnswer): boolean {
  return (answer.status === 200 || answer.status === 500) && envelope.test(answer.body) && bodyElement.test(answer.body);
}

/** Says what was found instead of SOAP. */
export function notSoap(url: string, answer: HttpAnswer): HttpFailure {
  const target = answer.location === undefined ? '' : ` to ${describeLocation(answer.location)}`;
  const { kind, quoted } = describeBody(answer.body);
  const found = `${url} answered HTTP ${answer.status}${target} with ${kind}${quoted === undefined ? '' : ` "${quoted}"`}`;
  const { hint, outcomeUnknown } = statusRules.find(({ from, to }) => answer.status >= from && answer.status <= to) ?? noOx;
  const noService = answer.status === 404 || noSuchService.test(quoted ?? '');
  return new HttpFailure(hint === undefined ? found : `${found}: ${hint}`, outcomeUnknown, { quoted, noService });
}

/** The pages of CXF for an address below /webservices that it has no service for. */
const noSuchService = /^(?:No service was found|CXF - Service list)/;

interface StatusRule {
  readonly from: number;
  readonly to: number;
  readonly hint?: string;
  /** Whether the message may have been carried out. */
  readonly outcomeUnknown: boolean;
}

/** The first rule that fits decides. */
const statusRules: readonly StatusRule[] = [
  { from: 300, to: 399, hint: `a redirect, which is not followed. ${expected}`, outcomeUnknown: false },
  { from: 401, to: 401, hint: `something in front of OX refuses the operator. ${expected}`, outcomeUnknown: false },
  { from: 403, to: 403, hint: `something in front of OX refuses the operator. ${expected}`, outcomeUnknown: false },
  { from: 404, to: 405, hint: `there is no OX service at this address. ${expected}`, outcomeUnknown: false },
  { from: 400, to: 499, outcomeUnknown: false },
  { from: 502, to: 504, hint: 'a proxy in front of OX got no proper answer from it', outcomeUnknown: true },
];
const noOx = { hint: `this is not how OX answers. ${expected}`, outcomeUnknown: true };

/** Characters. */
const maxShown = 100;

/** Without user, query and fragment, which may hold secrets. */
function describeLocation(location: string): string {
  if (!URL.canParse(location)) return 'another path';
  const { origin, pathname } = new URL(location);
  return pathname.length <= maxShown ? `${origin}${pathname}` : origin;
}

interface BodyDescription {
  readonly kind: string;
  readonly quoted?: string;
}

/** Quotes text whole or not at all: half of a password that a server repeats would not be recognised as one. */
function describeBody(body: string): BodyDescription {
  const start = body.slice(0, 4096).trim();
  if (start === '') return { kind: 'an empty body' };
  if (envelope.test(start)) return { kind: 'something like a SOAP message' };
  const title = (/<title[^>]*>([^<]*)</i.exec(start) ?? /<h1[^>]*>([^<]*)</i.exec(start))?.[1];
  if (title !== undefined || /^<(?:!doctype html|html)/i.test(start)) return quoting('an HTML page', title ?? '');
  return quoting('no SOAP but', start);
}

function quoting(kind: string, text: string): BodyDescription {
  const quoted = text.replace(/\s+/g, ' ').trim();
  if (quoted !== '' && quoted.length <= maxShown) return { kind, quoted };
  return { kind: kind.replace(/ but$/, '') };
}
