import { firstFilled, type Origin, valueAt, valuesOf } from './attribute-source.ts';
import type { CompiledMailServer } from './compiled-mapping.ts';
import type { TemplatePart } from './login-template.ts';
import { isMailAddress, MAIL_ADDRESS_EXPECTED, withoutDuplicates } from './mail-address.ts';
import { originText, PRIMARY_MAIL } from './origin-text.ts';
import type { UserDraft } from './user-draft.ts';

const PRIMARY: Origin = { type: 'fixed', why: PRIMARY_MAIL };

/** OX wants primaryEmail to equal email1, and both in the list of aliases, which is always written whole. */
export function putMailAddresses(draft: UserDraft): void {
  const primary = draft.primaryMail;
  if (primary === undefined) return;
  const origin = primaryOrigin(draft);
  draft.put('primaryEmail', primary, origin);
  draft.put('defaultSenderAddress', primary, origin);
  putAliases(draft, primary);
}

/** Who is asked where a value comes from is told the attribute as well. */
function primaryOrigin(draft: UserDraft): Origin {
  const origin = draft.originOf('email1');
  return origin === undefined ? PRIMARY : { type: 'fixed', why: `${PRIMARY_MAIL} (${originText(origin)})` };
}

function putAliases(draft: UserDraft, primary: string): void {
  const sources = draft.mapping.aliases;
  if (sources === undefined) return;
  const source = sources.find((one) => valuesOf(draft.entry, one).length > 0);
  const further = source === undefined ? [] : valuesOf(draft.entry, source).map((address) => address.trim());
  const wrong = further.find((address) => !isMailAddress(address));
  if (source !== undefined && wrong !== undefined) draft.reportValue('InvalidMailAddress', source.attribute, wrong, MAIL_ADDRESS_EXPECTED);
  draft.put('aliases', withoutDuplicates([primary, ...further]), source?.origin ?? primaryOrigin(draft));
}

/** Host, port and scheme travel together: OX takes port and scheme only from a request that names the host. */
export function putMailServers(draft: UserDraft): void {
  for (const server of draft.mapping.mailServers) putMailServer(draft, server);
}

function putMailServer(draft: UserDraft, { protocol, sources, setting }: CompiledMailServer): void {
  const bySetting: Origin = { type: 'default', setting: `spec.userDefaults.${protocol}Server` };
  const source = firstFilled(draft.entry, sources);
  const host = source === undefined ? setting.host : valueAt(draft.entry, source)?.trim();
  if (host === undefined || host === '') return;
  draft.put(`${protocol}Server`, host, source?.origin ?? bySetting);
  draft.put(`${protocol}Port`, setting.port, bySetting);
  draft.put(`${protocol}Schema`, setting.schema, bySetting);
}

export function putLogin(draft: UserDraft): void {
  const { login } = draft.mapping;
  if (login === undefined) return;
  const source = firstFilled(draft.entry, login.sources);
  if (source !== undefined) {
    draft.put('imapLogin', valueAt(draft.entry, source) ?? '', source.origin);
    return;
  }
  const pieces = login.template.parts.map((part) => expand(draft, part));
  if (pieces.includes(undefined)) return;
  draft.put('imapLogin', pieces.join(''), { type: 'template', template: login.template.text });
}

/** `undefined` when the entry has nothing to put in; a missing mail address has been reported by then. */
function expand(draft: UserDraft, part: TemplatePart): string | undefined {
  switch (part.type) {
    case 'text':
      return part.text;
    case 'primaryMail':
      return draft.primaryMail;
    case 'attribute': {
      const source = firstFilled(draft.entry, [part.source]);
      if (source === undefined)
        draft.report('InvalidMapping', `${part.source.attribute} is empty, but spec.userDefaults.imapLogin needs it`);
      return source === undefined ? undefined : valueAt(draft.entry, source);
    }
  }
}
