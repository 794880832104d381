import type { Credentials } from '../../src/model/index.ts';
import type { OxUserCopy } from '../../src/ox/index.ts';
import type { InProcessPort } from './in-process-port.ts';

export function userCopyOver(port: InProcessPort, master: () => Credentials): OxUserCopy {
  return {
    copy: async ({ id, name }, from, to) => {
      const args = { user: { id, name }, src: { id: from }, dest: { id: to } };
      const copy = await port.call('OXUserCopyService', 'copyUser', args, { caller: master() });
      return copy.id ?? 0;
    },
  };
}
