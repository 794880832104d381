import type { OxContext, OxContextChange, OxContexts } from '../../ox/index.ts';
import type { Imagination } from './imagination.ts';
import { missing, refused } from './imagination.ts';

const MASTER = 0;
const service = 'OXContextService';

export class ImaginedContexts implements OxContexts {
  private readonly real: OxContexts;
  private readonly imagination: Imagination;

  constructor(real: OxContexts, imagination: Imagination) {
    this.real = real;
    this.imagination = imagination;
  }

  async exists(contextId: number): Promise<boolean> {
    this.imagination.tally.read(MASTER, 'OXContextService.exists');
    const { contexts } = this.imagination;
    return contexts.has(contextId) ? contexts.get(contextId) !== undefined : await this.real.exists(contextId);
  }

  async get(contextId: number): Promise<OxContext | undefined> {
    this.imagination.tally.read(MASTER, 'OXContextService.getData');
    return await this.find(contextId);
  }

  async create(context: OxContextChange): Promise<void> {
    this.imagination.tally.write(MASTER, 'OXContextService.create');
    const { id } = context;
    if ((await this.find(id)) !== undefined) {
      throw refused('NameTaken', `context ${id} exists already`, { service, operation: 'create', contextId: id });
    }
    this.imagination.contexts.set(id, context);
    this.imagination.newContexts.add(id);
  }

  async change(context: OxContextChange): Promise<void> {
    this.imagination.tally.write(MASTER, 'OXContextService.change');
    await this.mustExist(context.id, 'change');
    this.imagination.contexts.set(context.id, context);
  }

  async delete(contextId: number): Promise<void> {
    this.imagination.tally.write(MASTER, 'OXContextService.delete');
    await this.mustExist(contextId, 'delete');
    this.imagination.contexts.set(contextId, undefined);
  }

  private async mustExist(contextId: number, operation: string): Promise<void> {
    if ((await this.find(contextId)) === undefined) throw missing('context', { service, operation, contextId });
  }

  private async find(contextId: number): Promise<OxContext | undefined> {
    const { contexts } = this.imagination;
    return contexts.has(contextId) ? contexts.get(contextId) : await this.real.get(contextId);
  }
}
