import type { AttributeSource } from './attribute-source.ts';
import { KEPT_IN_OX } from './field-names.ts';
import { sniffPicture } from './picture.ts';
import type { UserDraft } from './user-draft.ts';

/** An empty picture is left out: OX has no way to remove one. So is one of a format that OX cannot show. */
export function putPicture(draft: UserDraft): void {
  for (const source of draft.mapping.picture ?? []) {
    const octets = draft.entry.binary.get(source.key)?.[source.position];
    if (octets !== undefined && octets.length > 0) {
      putOctets(draft, source, octets);
      return;
    }
  }
  if (draft.mapping.picture !== undefined) draft.trace('image1', { type: 'empty', why: KEPT_IN_OX });
}

function putOctets(draft: UserDraft, source: AttributeSource, octets: Buffer): void {
  const contentType = sniffPicture(octets);
  if (contentType === undefined) {
    draft.notes.push(`${source.attribute} holds no JPEG, PNG or GIF picture: the picture in OX is left as it is`);
    return;
  }
  draft.put('image1', octets.toString('base64'), source.origin);
  draft.put('image1ContentType', contentType, { type: 'fixed', why: 'the format of the picture' });
}
