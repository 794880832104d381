import { type DestinationStream, type Logger, pino } from 'pino';
import type { HistoryEntry } from '../cache/index.ts';
import type { Outage, OutcomeReport } from '../engine/index.ts';
import { type Fault, type Reason, remedyFor } from '../model/index.ts';
import { deedLine } from './deed-line.ts';
import { NEEDS_A_PERSON } from './needs-a-person.ts';
import type { OperatorLog } from './operator-log.ts';

/** Every line is written before anything else is done: nothing is lost when the process ends. */
export function standardOutput(): DestinationStream {
  return pino.destination({ fd: 1, sync: true });
}

/** One JSON object a line. */
export function createLogger(level: string, destination: DestinationStream): Logger {
  const formatters = { level: (label: string) => ({ level: label }) };
  return pino({ level, base: null, formatters, timestamp: pino.stdTimeFunctions.isoTime }, destination);
}

/**
 * Tells of every write to OX and of every fault, one line each: which object, what was done, why not. There are no passwords and no
 * pictures in what was done, and errors of OX come without passwords.
 */
export class PinoLog implements OperatorLog {
  private readonly logger: Logger;

  constructor(logger: Logger) {
    this.logger = logger;
  }

  outcome(report: OutcomeReport): void {
    const { object, outcome } = report;
    const { kind, name, contextId, owner, id } = object;
    const about = { kind, name, context: contextId, ...(owner === '' ? {} : { directory: owner }), id };
    if (outcome.type === 'settled' || outcome.type === 'gone') return;
    const { reason, message } = outcome;
    const isOrderOfWork = outcome.type === 'outage' || (outcome.type === 'waitingFor' && !NEEDS_A_PERSON.has(reason));
    this.logger[isOrderOfWork ? 'debug' : 'warn']({ ...about, ...explained({ reason, message }) }, `${kind} ${name}: ${message}`);
  }

  deed(entry: HistoryEntry): void {
    const { bindings, message } = deedLine(entry);
    this.logger.info(bindings, message);
  }

  outage(outage: Outage | undefined): void {
    if (outage === undefined) this.logger.info('OX answers');
    else this.logger.error({ scope: outage.scope, ...explained(outage) }, outage.message);
  }

  /** The polls of a directory fail, or (without a fault) go well again. */
  directory(name: string, fault: Fault | undefined): void {
    if (fault === undefined) this.logger.info({ directory: name }, `OXDirectory ${name}: is read again`);
    else this.logger.error({ directory: name, ...explained(fault) }, `OXDirectory ${name}: ${fault.message}`);
  }

  warn(bindings: object, message: string): void {
    this.logger.warn(bindings, message);
  }

  error(bindings: object, message: string): void {
    this.logger.error(bindings, message);
  }
}

function explained({ reason }: Fault): { reason: Reason; remedy?: string } {
  const remedy = remedyFor(reason);
  return { reason, ...(remedy === undefined ? {} : { remedy }) };
}
