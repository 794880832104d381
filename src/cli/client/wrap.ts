/** Breaks a text into lines of at most `columns` characters between words; every line but the first begins with `indent` blanks. */
export function wrap(text: string, columns: number, indent: number): string[] {
  if (text.length <= columns) return [text];
  const fitting = text.lastIndexOf(' ', columns);
  // A word that is longer than a line is left whole.
  const breakAt = fitting > indent ? fitting : text.indexOf(' ', columns);
  if (breakAt < 0) return [text];
  return [text.slice(0, breakAt), ...wrap(' '.repeat(indent) + text.slice(breakAt + 1), columns, indent)];
}
