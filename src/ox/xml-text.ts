const special = /[&<>"'\p{Cc}\ufffe\uffff]/gu;
const anySpecial = new RegExp(special, 'u');

const escapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
  '\t': '&#x9;',
  '\n': '&#xA;',
  '\r': '&#xD;',
};

/**
 * The text as XML content. White space survives as it is. Control characters and halves of surrogate pairs are left out: XML has
 * no way to write them, and OX refuses the whole message because of one.
 */
export function xmlText(text: string): string {
  const wellFormed = text.isWellFormed() ? text : text.replace(/\p{Surrogate}/gu, '');
  return anySpecial.test(wellFormed) ? wellFormed.replace(special, (character) => escapes[character] ?? '') : wellFormed;
}
