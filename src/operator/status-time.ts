/** Milliseconds since 1970 as Kubernetes writes times: RFC 3339 in whole seconds. */
export function toTime(milliseconds: number): string {
  return new Date(milliseconds).toISOString().replace(/\.\d+Z$/, 'Z');
}
