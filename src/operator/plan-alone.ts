import { answerExplain, type Reply } from '../ops/index.ts';
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
  const { cache, gateway, clock, speed, filter, pause } = options;
  // The operator is made with parts of the rehearsal.
  const said: Operator['said'] = {
    policyOf: (owner) => operator.said.policyOf(owner),
    originOf: (deed, field) => operator.said.originOf(deed, field),
    directories: () => operator.said.directories(),
    problems: () => operator.said.problems(),
    heldIn: (held) => operator.said.heldIn(held),
    judgeObserved: (kept) => operator.said.judgeObserved(kept),
  };
  const rehearsal = new Rehearsal({ ...said, cache, gateway, speed, filter, pause, now: clock.now() });
  const parts = { store: dryStore(options.store), gateway: rehearsal.gateway, clock: rehearsal.clock, log: SILENT };
  const operator = new Operator({ ...options, ...parts, ...rehearsal.hooks });
  return await whenRead(operator, pause, async () => {
    operator.begin();
    return await rehearsal.run(operator.engine);
  });
}

/** What the API of an operator would answer that is started now, about the object or entry `name`. Nothing is written. */
export async function explainAlone(options: AlonePlanOptions, name: string, query: URLSearchParams): Promise<Reply> {
  const { cache, pause } = options;
  const operator = new Operator({ ...options, store: dryStore(options.store), log: SILENT });
  return await whenRead(operator, pause, async () => {
    await operator.trustSecrets();
    return await answerExplain(cache.list, operator.explainer, { rest: name, query });
  });
}

/** Everything is read once, and nothing more. */
async function whenRead<T>(operator: Operator, pause: () => Promise<void>, work: () => Promise<T>): Promise<T> {
  await operator.prepare();
  try {
    do await pause();
    while (!operator.hasRead);
    await operator.stopReading();
    return await work();
  } finally {
    await operator.stop();
  }
}
