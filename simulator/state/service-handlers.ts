import type { Installation } from './installation.ts';
import type { ArgumentsOf, ResultOf } from './operations.ts';

/** One operation of a service: a pure rule over an installation. */
export interface OperationHandler<M> {
  /** Changes something, so it takes the write lock of its context. */
  readonly writes: boolean;
  run(ox: Installation, args: ArgumentsOf<M>): ResultOf<M>;
}

export type ServiceHandlers<Operations> = { readonly [O in keyof Operations]: OperationHandler<Operations[O]> };

type Run<M> = (ox: Installation, args: ArgumentsOf<M>) => ResultOf<M>;

export function read<M>(run: Run<M>): OperationHandler<M> {
  return { writes: false, run };
}

export function write<M>(run: Run<M>): OperationHandler<M> {
  return { writes: true, run };
}
