/** As it comes back from a store: no `undefined`, no dates. */
export function toPlainJson<Value>(value: Value): Value {
  return JSON.parse(JSON.stringify(value)) as Value;
}
