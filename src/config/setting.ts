import type { z } from 'zod';

/** One environment variable of the operator. */
export interface Setting<Value> {
  /** English, ends with what it is for. */
  readonly description: string;
  /** What is assumed when the variable is not set, as it would be written; `undefined`: nothing. */
  readonly default?: string;
  /** The chart value that sets it. */
  readonly chart?: string;
  /** What the text has to be, for messages. */
  readonly expected: string;
  /** From the text of the variable to its value. */
  readonly schema: z.ZodType<Value, string>;
  /** An empty text is a value of its own; otherwise it counts as not set. */
  readonly emptyCounts?: boolean;
  /** Nobody may be told its value. */
  readonly isSecret?: boolean;
}

export type Environment = Readonly<Record<string, string | undefined>>;

/** Reads settings out of an environment and gathers every problem, so that an admin sees all of them at once. */
export class SettingsReader {
  readonly problems: string[] = [];
  readonly #environment: Environment;

  constructor(environment: Environment) {
    this.#environment = environment;
  }

  /** The value of a variable, or of its default; `undefined` when there is neither, or when the text is wrong. */
  read<Value>(name: string, setting: Setting<Value>): Value | undefined {
    const text = textOf(name, setting, this.#environment) ?? setting.default;
    if (text === undefined) return undefined;
    const parsed = setting.schema.safeParse(text);
    if (parsed.success) return parsed.data;
    this.problems.push(`${name}: found ${JSON.stringify(text)}, expected ${setting.expected}`);
    return undefined;
  }

  /** As `read`, for a variable that has to be set. */
  require<Value>(name: string, setting: Setting<Value>): Value | undefined {
    if (textOf(name, setting, this.#environment) === undefined) this.problems.push(`${name}: missing, expected ${setting.expected}`);
    return this.read(name, setting);
  }
}

/** What somebody has set; `undefined` when nobody has. */
export function textOf(name: string, { emptyCounts }: Setting<unknown>, environment: Environment): string | undefined {
  const text = environment[name];
  return text === '' && emptyCounts !== true ? undefined : text;
}
