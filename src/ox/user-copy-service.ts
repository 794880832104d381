import type { Credentials } from '../model/index.ts';
import type { OxUserCopy } from './ox-gateway.ts';
import type { ServicePort } from './service-port.ts';
import { idOf, returnedRecord } from './wire-read.ts';

/** OXUserCopyService, as the master admin. */
export class UserCopyService implements OxUserCopy {
  private readonly port: ServicePort;
  private readonly master: () => Credentials;

  /** @param master read for every call, for passwords change while the operator runs */
  constructor(port: ServicePort, master: () => Credentials) {
    this.port = port;
    this.master = master;
  }

  /** A call of the context that is written to. The name goes along, for OX looks whether it is free only when it is sent. */
  copy({ id, name }: { readonly id: number; readonly name: string }, from: number, to: number): Promise<number> {
    const parts = { user: { id, name }, src: { id: from }, dest: { id: to } };
    return this.port.call({ operation: 'copyUser', contextId: to, caller: this.master(), parts }, (result) =>
      idOf(returnedRecord(result, 'the copied user')),
    );
  }
}
