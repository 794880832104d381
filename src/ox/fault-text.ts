/** The parts of a faultstring. */
export interface FaultText {
  /** What OX says, on one line, without exception ids and without the Java classes that wrap it. */
  readonly message: string;
  /** `<process>-<counter>` as in OX's log; several when the exception was wrapped. */
  readonly exceptionIds: readonly string[];
  /** The innermost Java exception that the text names, without its package. */
  readonly wrapped: string | undefined;
}

const suffix = /^(.*?)((?:; exceptionId -?\d+-\d+)*)$/s;
const wrapper = /^(?:[\w$]+\.)+([\w$]*(?:Exception|Error)): */;
/** A refused message makes CXF list every element it knows: several kB. */
const maxLength = 500;

/** Takes a faultstring apart. A look-up by name that fails comes wrapped twice and with three exception ids. */
export function readFaultText(text: string): FaultText {
  const [, body = '', ids = ''] = suffix.exec(text.trim()) ?? [];
  const { message, wrapped } = unwrap(body);
  return { message: oneLine(message), exceptionIds: [...ids.matchAll(/-?\d+-\d+/g)].map(([id]) => id), wrapped };
}

function unwrap(body: string): { message: string; wrapped: string | undefined } {
  let message = body;
  let wrapped: string | undefined;
  for (let match = wrapper.exec(message); match !== null; match = wrapper.exec(message)) {
    wrapped = match[1];
    message = message.slice(match[0].length);
  }
  return { message, wrapped };
}

/** White space becomes single spaces; what is too long for a log line is cut. */
export function oneLine(text: string, length = maxLength): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length <= length ? line : `${line.slice(0, length - 1)}…`;
}

/** Replaces every secret in a text that came from outside, so that a server which echoes its request gives nothing away. */
export function withoutSecrets(text: string, secrets: readonly string[]): string {
  return secrets.filter((secret) => secret !== '').reduce((clean, secret) => clean.replaceAll(secret, '***'), text);
}
