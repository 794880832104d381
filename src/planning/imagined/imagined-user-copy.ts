import type { OxUserCopy } from '../../ox/index.ts';
import type { Imagination } from './imagination.ts';

/** That the name is free in the other context was asked before. */
export class ImaginedUserCopy implements OxUserCopy {
  private readonly imagination: Imagination;

  constructor(imagination: Imagination) {
    this.imagination = imagination;
  }

  /** What he is filled with comes from what was known of him, which nobody reads again. */
  async copy({ id, name }: { readonly id: number; readonly name: string }, from: number, to: number): Promise<number> {
    this.imagination.tally.write(to, 'OXUserCopyService.copyUser');
    const known = this.imagination.place(from).users.find({ id })?.thing;
    const copy = { id: this.imagination.nextId(), name, fields: known?.fields ?? {} };
    this.imagination.place(to).users.put(copy);
    return copy.id;
  }
}
