/** A message without the id that OX gives each of its errors anew, which the log and the status tell: what is left says the same twice. */
export function lastingMessage(message: string): string {
  return message.replace(/ \[exceptionId [^\]]*\]/g, '');
}
