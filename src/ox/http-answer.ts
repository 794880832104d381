import { oneLine } from './fault-text.ts';
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
  const found = `${url} answered HTTP ${answer.status} with ${describeBody(answer.body)}`;
  const { hint, outcomeUnknown } = judgeStatus(answer);
  return new HttpFailure(hint === undefined ? found : `${found}: ${hint}`, outcomeUnknown);
}

function judgeStatus({ status, location }: HttpAnswer): { hint?: string; outcomeUnknown: boolean } {
  if (status >= 300 && status < 400)
    return { hint: `a redirect to ${describeLocation(location)}, which is not followed. ${expected}`, outcomeUnknown: false };
  if (status === 401 || status === 403 || status === 407)
    return { hint: `something in front of OX refuses the operator. ${expected}`, outcomeUnknown: false };
  if (status === 404 || status === 405) return { hint: `there is no OX service at this address. ${expected}`, outcomeUnknown: false };
  if (status >= 400 && status < 500) return { outcomeUnknown: false };
  if (status >= 502 && status <= 504) return { hint: 'a proxy in front of OX got no proper answer from it', outcomeUnknown: true };
  return { hint: `this is not how OX answers. ${expected}`, outcomeUnknown: true };
}

/** Without user, query and fragment, which may hold secrets. */
function describeLocation(location: string | undefined): string {
  if (location === undefined) return 'nowhere';
  if (!URL.canParse(location)) return oneLine(location.replace(/[?#].*/s, ''), 100);
  const { origin, pathname } = new URL(location);
  return oneLine(`${origin}${pathname}`, 100);
}

function describeBody(body: string): string {
  const start = body.slice(0, 4096);
  if (start.trim() === '') return 'an empty body';
  if (envelope.test(start)) return 'something like a SOAP message';
  const title = /<title[^>]*>([^<]*)/i.exec(start)?.[1] ?? /<h1[^>]*>([^<]*)/i.exec(start)?.[1];
  if (title !== undefined && title.trim() !== '') return `an HTML page "${oneLine(title, 100)}"`;
  return /^\s*<(?:!doctype html|html)/i.test(start) ? 'an HTML page' : `"${oneLine(start.replace(/<[^>]*>/g, ' '), 60)}" instead of SOAP`;
}
