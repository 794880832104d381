/** Characters that OX refuses in names of users and groups as it is delivered. */
export const REFUSED_CHARACTERS: readonly string[] = [...charactersOf('!"#&\'()*,/:;<=>?[\\]^`{|}~'), 'ä', 'ß', 'é', '漢'];

/** Special characters that OX takes. */
export const ALLOWED_CHARACTERS: readonly string[] = charactersOf('$@%.+_-');

/** What may stand in the name of an access profile: anything. */
export const PROFILE_CHARACTERS: readonly string[] = [...REFUSED_CHARACTERS, ...ALLOWED_CHARACTERS, ' '];

function charactersOf(text: string): string[] {
  return Array.from(text);
}
