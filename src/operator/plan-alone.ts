import type { OxPlan } from '../planning/index.ts';
import { Rehearsal } from '../planning/index.ts';
import { dryStore } from './dry-store.ts';
import { Operator, type OperatorOptions, type PlanRequest } from './operator.ts';

export interface AlonePlanOptions extends Omit<OperatorOptions, 'log'>, Omit<PlanRequest, 'copyPath'> {}

const SILENT = { outcome: () => undefined, outage: () => undefined, warn: () => undefined, error: () => undefined };

/**
 * What an operator that is started now would write: a whole operator on `cache`, which is a copy or empty and is filled, whose writes go
 * nowhere. Rejects with an OperatorError when OX cannot be asked, with what a start rejects with otherwise.
 */
export async function planAlone(options: AlonePlanOptions): Promise<OxPlan> {
  const { cache, gateway, clock, speed, pause } = options;
  const said = { policyOf: (owner: string) => operator.said.policyOf(owner), problems: () => operator.said.problems() };
  const originOf: Operator['said']['originOf'] = (deed, field) => operator.said.originOf(deed, field);
  const rehearsal = new Rehearsal({ ...said, originOf, cache, gateway, speed, pause, now: clock.now() });
  const parts = { store: dryStore(options.store), gateway: rehearsal.gateway, clock: rehearsal.clock, log: SILENT };
  const operator = new Operator({ ...options, ...parts, ...rehearsal.hooks });
  await operator.prepare();
  try {
    do await pause();
    while (!operator.hasRead);
    await operator.stopReading();
    operator.begin();
    return await rehearsal.run(operator.engine);
  } finally {
    await operator.stop();
  }
}
