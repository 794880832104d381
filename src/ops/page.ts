import { Html, html } from './html.ts';
import { STATUS_STYLE } from './status-style.ts';

interface PageParts {
  readonly title: string;
  /** What stands at the top, when it is more than the title. */
  readonly heading?: Html | undefined;
  /** More elements of the head. */
  readonly head?: Html | undefined;
  readonly body: Html;
}

/** A page for people, without scripts. */
export function pageText({ title, heading, head, body }: PageParts): string {
  return html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">${head}
<title>${title} – ox-operator</title><style>${new Html(STATUS_STYLE)}</style></head><body><main>
<header>${heading ?? html`<h1>${title}</h1>`}
<nav><a href="/">status</a> <a href="/objects">objects</a> <a href="/history">history</a> <a href="/plan">plan</a></nav></header>
${body}</main></body></html>
`.text;
}

/** A moment in UTC, to the second; the column or the text around says that it is UTC. */
export function moment(milliseconds: number): Html {
  const text = new Date(milliseconds).toISOString();
  return html`<time datetime="${text}">${text.slice(0, 19).replace('T', ' ')}</time>`;
}
