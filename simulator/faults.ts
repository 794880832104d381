import { type CallDescription, type CallMatch, matches } from './call-description.ts';
import type { FaultCode } from './state/index.ts';

export const FAULT_KINDS = ['http502', 'http503', 'reset', 'hang', 'malformedXml', 'soapFault'] as const;

/**
 * http502, http503: an HTML page as a proxy sends it. reset: the connection is cut. hang: no answer ever comes.
 * malformedXml: an answer that breaks off. soapFault: OX refuses.
 */
export type FaultKind = (typeof FAULT_KINDS)[number];

/** What is done to a call instead of answering it. */
export interface Injection {
  readonly kind: FaultKind;
  /** Whether the call has its effect first; `before` when left out, `after` for malformedXml. */
  readonly when?: 'before' | 'after' | undefined;
  /** soapFault: the exception in the detail and the faultstring. */
  readonly exception?: string | undefined;
  readonly text?: string | undefined;
  readonly code?: FaultCode | undefined;
}

export interface FaultRule {
  readonly match?: CallMatch | undefined;
  /** How many matching calls pass first; 0. */
  readonly skip?: number | undefined;
  /** How many calls it hits; without end when left out. */
  readonly count?: number | undefined;
  readonly injection: Injection;
}

/** A rule that is in force, with what is left of it. */
export interface ActiveFaultRule extends FaultRule {
  readonly id: number;
}

/** Faults that are to be injected: pure rules, whoever carries them out. The oldest matching rule wins. */
export class FaultRules {
  #rules: ActiveFaultRule[] = [];
  #lastId = 0;

  add(rule: FaultRule): number {
    this.#lastId += 1;
    this.#rules.push({ ...rule, id: this.#lastId });
    return this.#lastId;
  }

  /** Whether there was such a rule. */
  remove(id: number): boolean {
    const before = this.#rules.length;
    this.#rules = this.#rules.filter((rule) => rule.id !== id);
    return this.#rules.length < before;
  }

  clear(): void {
    this.#rules = [];
  }

  list(): readonly ActiveFaultRule[] {
    return [...this.#rules];
  }

  /** What is to be done to this call; counts it. */
  take(call: CallDescription): Injection | undefined {
    for (const rule of this.#rules) {
      if (!matches(rule.match ?? {}, call)) continue;
      if ((rule.skip ?? 0) > 0) {
        this.#replace(rule, { ...rule, skip: (rule.skip ?? 0) - 1 });
        continue;
      }
      this.#use(rule);
      return rule.injection;
    }
    return undefined;
  }

  #use(rule: ActiveFaultRule): void {
    if (rule.count === undefined) return;
    if (rule.count > 1) this.#replace(rule, { ...rule, count: rule.count - 1 });
    else this.remove(rule.id);
  }

  #replace(old: ActiveFaultRule, rule: ActiveFaultRule): void {
    this.#rules = this.#rules.map((candidate) => (candidate === old ? rule : candidate));
  }
}

export function hasEffectFirst({ kind, when }: Injection): boolean {
  return (when ?? (kind === 'malformedXml' ? 'after' : 'before')) === 'after';
}
