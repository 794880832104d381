import { Html, html } from './html.ts';
import { STATUS_STYLE } from './status-style.ts';

interface PageParts {
  readonly title: string;
  /** Beside the way back to the status page. */
  readonly links?: Html | undefined;
  /** More elements of the head. */
  readonly head?: Html | undefined;
  readonly body: Html;
}

/** A page for people beside the status page, without scripts. */
export function pageText({ title, links, head, body }: PageParts): string {
  return html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">${head}
<title>${title} – ox-operator</title><style>${new Html(STATUS_STYLE)}</style></head><body><main>
<header><h1>${title}</h1><a href="/">status</a>${links}</header>
${body}</main></body></html>
`.text;
}
