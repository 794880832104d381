import { readFile } from 'node:fs/promises';
import { type IOptions, WSDL } from 'soap';
import { packageFile } from '../model/index.ts';

export type OxServiceName =
  | 'OXContextService'
  | 'OXUserService'
  | 'OXGroupService'
  | 'OXResourceService'
  | 'OXSecondaryAccountService'
  | 'OXUserCopyService'
  | 'OXDeputyPermissionsService';

/** OX's own WSDL names port 80 whatever it is fetched over, so we bring our own and never fetch one. */
export async function openOxWsdl(service: OxServiceName, options: IOptions): Promise<WSDL> {
  const file = packageFile(`src/ox/wsdl/${service}.wsdl`);
  const wsdl = new OxWsdl(await readFile(file, 'utf8'), file, options);
  await new Promise<void>((resolve, reject) => {
    wsdl.onReady((error: Error | null) => (error === null || error === undefined ? resolve() : reject(error)));
  });
  return wsdl;
}

/** Remembers where the schema of a child was found: the base class searches all 137 fields of a user for every field it writes. */
class OxWsdl extends WSDL {
  private readonly childSchemas = new WeakMap<object, Map<string, unknown>>();

  override findChildSchemaObject(parent: unknown, childName: string, backtrace?: unknown): unknown {
    if (backtrace !== undefined || typeof parent !== 'object' || parent === null)
      return super.findChildSchemaObject(parent, childName, backtrace);
    const children = this.childSchemas.get(parent) ?? new Map<string, unknown>();
    if (!children.has(childName)) children.set(childName, super.findChildSchemaObject(parent, childName));
    this.childSchemas.set(parent, children);
    return children.get(childName);
  }
}
