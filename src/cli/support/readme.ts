interface ReadmeFacts {
  readonly time: string;
  /** Of the other files. */
  readonly names: readonly string[];
  /** Lines without names. */
  readonly missing: readonly string[];
  /** How many words. */
  readonly replaced: number;
}

const CONTENTS: Readonly<Record<string, string>> = {
  'versions.json': 'this command, the operator, Node, the API server, and the versions in which the custom resources are served',
  'settings.json': 'every setting, its value and where that comes from; of a secret only whether it is set',
  'states.json': 'outage, quarantines, held deletions, who leads, and how many objects there are by kind, context, state and reason',
  'resources.yaml': 'the custom resources with spec and status, without labels and without values of annotations',
  'log.jsonl': 'the last lines of the log, as many as the operator keeps in memory (500 lines, 256 KiB)',
  'metrics.txt': 'what /metrics answers',
};

/** README.txt of a bundle. */
export function readme({ time, names, missing, replaced }: ReadmeFacts): string {
  const width = Math.max(...names.map((name) => name.length));
  const lines = names.map((name) => `  ${name.padEnd(width)}  ${CONTENTS[name] ?? ''}`);
  return `Support bundle of ox-operator, made at ${time}

What is in it
${lines.join('\n')}

What was replaced
  Names of people, groups, resources, Secrets and directories, logins, mail addresses, DNs, host names, and all values of fields:
  each word of them by "p-" and ten digits, ${replaced} words in all. The same word is the same pseudonym in every file of this bundle,
  in any case, so that one person can be followed through all of it; in another bundle it is another one. The key that the
  pseudonyms were made with was not kept: nobody can calculate them back. In values, numbers beside words are "#".
  In messages every word is replaced that is not one of the operator's own, or that stands in somebody's name as well.

What stays
  Reasons, states, kinds, names of fields, attributes and settings, numbers of contexts, counts, times, versions, ports.

What is not in it at all
  Passwords, Secrets, pictures, certificates, entries of the directory, the cache file.

${missing.length === 0 ? 'Nothing is missing.' : `What is missing\n${missing.map((line) => `  - ${line}`).join('\n')}`}

Look through the files before you send them: they are text.
`;
}
