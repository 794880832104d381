import type { Dispatcher } from 'undici';
import type { HttpAnswer } from './http-answer.ts';

type Controller = Dispatcher.DispatchController;
type Headers = Parameters<NonNullable<Dispatcher.DispatchHandler['onResponseStart']>>[2];

/**
 * One request and its answer, collected as it comes in. The body streams of undici would keep each answer in memory until the next full
 * garbage collection, which is some hundred megabytes at the pace of a first load.
 */
export class HttpExchange implements Dispatcher.DispatchHandler {
  private readonly outcome = Promise.withResolvers<HttpAnswer>();
  private readonly chunks: Buffer[] = [];
  private status = 0;
  private location: string | undefined;
  private controller: Controller | undefined;
  private cutOffBecause: Error | undefined;
  private readonly refusal: () => Error | undefined;

  /** @param refusal asked in the moment before the first byte leaves, when a connection may have been waited for */
  constructor(refusal: () => Error | undefined) {
    this.refusal = refusal;
  }

  /** Rejects with what the network threw, or with the reason why it was cut off. */
  get answer(): Promise<HttpAnswer> {
    return this.outcome.promise;
  }

  /** Ends the request, or keeps it from starting. */
  cutOff(reason: Error): void {
    this.cutOffBecause = reason;
    this.controller?.abort(reason);
  }

  onRequestStart(controller: Controller): void {
    this.controller = controller;
    const reason = this.cutOffBecause ?? this.refusal();
    if (reason !== undefined) controller.abort(reason);
  }

  onResponseStart(_controller: Controller, status: number, { location }: Headers): void {
    this.status = status;
    this.location = Array.isArray(location) ? location[0] : location;
  }

  onResponseData(_controller: Controller, chunk: Buffer): void {
    this.chunks.push(chunk);
  }

  onResponseEnd(): void {
    const body = new TextDecoder().decode(Buffer.concat(this.chunks));
    this.outcome.resolve({ status: this.status, location: this.location, body });
  }

  onResponseError(_controller: Controller, error: Error): void {
    this.outcome.reject(error);
  }
}
