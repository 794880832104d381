/** A table in Markdown. Bars and line breaks within cells are kept from breaking it. */
export function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const lines = [header, header.map(() => '---'), ...rows].map((cells) => `| ${cells.map(cell).join(' | ')} |`);
  return lines.join('\n');
}

function cell(text: string): string {
  return text
    .replaceAll('|', '\\|')
    .replaceAll('<', '&lt;')
    .replaceAll(/\s*\n\s*/g, ' ');
}

export function code(text: string): string {
  return `\`${text}\``;
}

/**
 * The page with its generated section of that name replaced; everything outside the marks is written by hand and stays.
 * @throws Error when the marks are missing.
 */
export function withSection(page: string, name: string, content: string): string {
  const begin = `<!-- generated: ${name} -->`;
  const end = `<!-- end: ${name} -->`;
  const from = page.indexOf(begin);
  const to = page.indexOf(end);
  if (from < 0 || to < from) throw new Error(`the marks ${begin} and ${end} are missing`);
  return `${page.slice(0, from + begin.length)}\n${content}\n${page.slice(to)}`;
}
