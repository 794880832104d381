import { type Html, html, type Piece } from './html.ts';

export interface Column {
  readonly title: string;
  readonly type?: 'number' | 'name' | 'message' | undefined;
}

/** A table; where there is little room each row becomes a list of its own, with the titles beside the values. */
export function table(columns: readonly Column[], rows: readonly (readonly Piece[])[]): Html {
  const heads = columns.map((column) => html`<th scope="col"${classOf(column)}>${column.title}</th>`);
  return html`<table class="rows"><thead><tr>${heads}</tr></thead>
<tbody>${rows.map((cells) => row(columns, cells))}</tbody></table>`;
}

function row(columns: readonly Column[], cells: readonly Piece[]): Html {
  return html`<tr>${columns.map((column, index) => html`<td${classOf(column)} data-title="${column.title}">${cells[index]}</td>`)}</tr>
`;
}

function classOf({ type }: Column): Html | undefined {
  return type && html` class="${type}"`;
}
