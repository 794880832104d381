import type { Logger } from 'pino';
import { OPERATOR_SETTINGS } from '../../config/index.ts';
import { type CancelTimer, type Clock, ConfigurationError } from '../../model/index.ts';
import { SettingFile } from './setting-file.ts';

const SETTING = 'OX_CONNECTOR_LOG_LEVEL_FILE';
const { expected, schema } = OPERATOR_SETTINGS.OX_CONNECTOR_LOG_LEVEL;
/** A kubelet takes up to a minute to bring a change. */
const LOOK_EVERY_MS = 2_000;

/** Has a logger follow the level in a file, for as long as the process runs or until it is stopped. */
export class LiveLogLevel {
  private readonly logger: Logger;
  private readonly clock: Clock;
  private readonly file: SettingFile<string>;
  private cancel: CancelTimer | undefined;

  /** Throws a ConfigurationError when the file cannot be read or holds no level. */
  constructor(path: string, logger: Logger, clock: Clock) {
    this.logger = logger;
    this.clock = clock;
    const parse = (text: string): string => levelIn(text, path);
    const onProblem = (problem: string): void => logger.warn(problem);
    this.file = new SettingFile({ setting: SETTING, path, expected: `expected a file with ${expected}`, parse, clock, onProblem });
    logger.level = this.file.current();
    this.lookLater();
  }

  stop(): void {
    this.cancel?.();
  }

  private lookLater(): void {
    this.cancel = this.clock.after(LOOK_EVERY_MS, () => {
      this.follow();
      this.lookLater();
    });
  }

  /** It is said while it can be seen: before the log falls silent, or as soon as it speaks. */
  private follow(): void {
    const level = this.file.current();
    if (level === this.logger.level) return;
    const isSaid = this.logger.isLevelEnabled('info');
    if (isSaid) this.logger.info(`the log level is ${level} from now on`);
    this.logger.level = level;
    if (!isSaid) this.logger.info(`the log level is ${level} from now on`);
  }
}

function levelIn(text: string, path: string): string {
  const parsed = schema.safeParse(text.trim());
  if (parsed.success) return parsed.data;
  throw new ConfigurationError(`${SETTING}: found ${JSON.stringify(text.trim())} in ${path}, expected ${expected}`);
}
