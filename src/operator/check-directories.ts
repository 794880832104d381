import { parseSpec } from '../crds/index.ts';
import type { ResourceStore } from '../kube/index.ts';
import { compileMapping } from '../mapping/index.ts';
import { ConfigurationError, messageOf, OperatorError } from '../model/index.ts';
import type { SourceFactory } from './directory-reconciler.ts';

/**
 * Looks at every OXDirectory before work begins: its mapping, its filters, and LDIF text where that is the source. An LDAP server is not
 * asked: it may come later.
 * @throws ConfigurationError with one line per problem.
 */
export async function checkDirectories(store: ResourceStore, makeSource: SourceFactory, defaults: object): Promise<void> {
  const problems: string[] = [];
  for (const { metadata, spec } of store.list('OXDirectory')) {
    const parsed = parseSpec('OXDirectory', spec, { defaults });
    const found = parsed.ok ? await problemOf(parsed.spec, metadata.name, makeSource) : parsed.problems.join('; ');
    if (found !== undefined) problems.push(`OXDirectory ${metadata.name}: ${found}`);
  }
  if (problems.length > 0) throw new ConfigurationError(problems.join('\n'));
}

async function problemOf(spec: Parameters<SourceFactory>[0], name: string, makeSource: SourceFactory): Promise<string | undefined> {
  try {
    const source = await makeSource(spec, compileMapping(spec), name);
    if (spec.ldif !== undefined) await source.poll(undefined, async () => undefined);
    await source.close();
    return undefined;
  } catch (error) {
    return canComeLater(error, spec.ldap !== undefined) ? undefined : messageOf(error);
  }
}

/** A Secret or a ConfigMap of an LDAP source may be written after the start. */
function canComeLater(error: unknown, isLdap: boolean): boolean {
  return isLdap && error instanceof OperatorError && error.reason !== 'InvalidMapping';
}
