import { readFileSync } from 'node:fs';
import { type Clock, ConfigurationError, messageOf } from '../../model/index.ts';

interface SettingFileOptions<Value> {
  /** The setting that names the file, for messages. */
  readonly setting: string;
  readonly path: string;
  /** What is in the file, for messages: "a file with …". */
  readonly expected: string;
  /** Throws a ConfigurationError when the text cannot be used. */
  readonly parse: (text: string) => Value;
  readonly clock: Clock;
  /** A file that was good once cannot be used any more; told once for each thing that is wrong with it. */
  readonly onProblem?: ((problem: string) => void) | undefined;
}

/** A changed file is noticed after so long; in between it costs no look at the disk. */
const LOOK_AGAIN_MS = 1_000;

/** A setting in a file that may be replaced at any time, as a kubelet does with what is mounted from a Secret or ConfigMap. */
export class SettingFile<Value> {
  private readonly options: SettingFileOptions<Value>;
  private text: string;
  private value: Value;
  private lookedAt: number;
  private toldProblem: string | undefined;

  /** Throws a ConfigurationError when the file cannot be read or used. */
  constructor(options: SettingFileOptions<Value>) {
    this.options = options;
    this.text = read(options);
    this.value = options.parse(this.text);
    this.lookedAt = options.clock.now();
  }

  /** While the file is missing or cannot be used, what was in it last counts. */
  current(): Value {
    const now = this.options.clock.now();
    if (now - this.lookedAt >= LOOK_AGAIN_MS) {
      this.lookedAt = now;
      this.lookAgain();
    }
    return this.value;
  }

  private lookAgain(): void {
    try {
      const text = read(this.options);
      if (text !== this.text) this.value = this.options.parse(text);
      this.text = text;
      this.toldProblem = undefined;
    } catch (error) {
      if (!(error instanceof ConfigurationError)) throw error;
      if (error.message !== this.toldProblem) this.options.onProblem?.(`${error.message}; what was in it before stays in use`);
      this.toldProblem = error.message;
    }
  }
}

function read({ setting, path, expected }: SettingFileOptions<unknown>): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new ConfigurationError(`${setting}: found ${JSON.stringify(path)}, which cannot be read (${messageOf(error)}), ${expected}`);
  }
}
