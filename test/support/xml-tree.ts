/** An element as `{namespace}name`, its children in order, or its text when it has none. */
export interface XmlTree {
  readonly name: string;
  readonly isNil: boolean;
  readonly content: readonly XmlTree[] | string;
}

interface OpenElement {
  readonly name: string;
  readonly isNil: boolean;
  readonly scope: ReadonlyMap<string, string>;
  readonly children: XmlTree[];
  text: string;
}

const token = /<\?[^>]*\?>|<!--[\s\S]*?-->|<\/[^>]*>|<([\w:.-]+)((?:\s+[\w:.-]+="[^"]*")*)\s*(\/?)>|[^<]+/g;

/** Reads a message independently of the code that wrote it: prefixes are resolved, so that only meaning is compared. */
export function parseXml(xml: string): XmlTree {
  const stack: OpenElement[] = [{ name: '', isNil: false, scope: new Map(), children: [], text: '' }];
  for (const [whole, tag, attributes = '', selfClosing] of xml.matchAll(token)) {
    const parent = stack.at(-1);
    if (parent === undefined) throw new Error(`unbalanced XML: ${xml}`);
    if (tag !== undefined) stack.push(open(tag, attributes, parent.scope));
    else if (!whole.startsWith('<')) parent.text += unescapeXml(whole);
    if (whole.startsWith('</') || selfClosing === '/') close(stack);
  }
  const [root] = stack[0]?.children ?? [];
  if (root === undefined || stack.length !== 1) throw new Error(`unbalanced XML: ${xml}`);
  return root;
}

function open(tag: string, attributes: string, outer: ReadonlyMap<string, string>): OpenElement {
  const scope = new Map(outer);
  for (const [, prefix = '', uri = ''] of attributes.matchAll(/\sxmlns(?::([\w.-]+))?="([^"]*)"/g)) scope.set(prefix, uri);
  const [local = '', prefix = ''] = tag.split(':').reverse();
  if (prefix !== '' && !scope.has(prefix)) throw new Error(`undeclared prefix ${prefix}`);
  return { name: `{${scope.get(prefix) ?? ''}}${local}`, isNil: /\snil|:nil="true"/.test(attributes), scope, children: [], text: '' };
}

function close(stack: OpenElement[]): void {
  const element = stack.pop();
  const parent = stack.at(-1);
  if (element === undefined || parent === undefined) throw new Error('unbalanced XML');
  const { name, isNil, children, text } = element;
  parent.children.push({ name, isNil, content: children.length > 0 ? children : text });
}

function unescapeXml(text: string): string {
  const names: Record<string, string> = { lt: '<', gt: '>', quot: '"', apos: "'", amp: '&' };
  return text
    .replace(/&#x([0-9A-F]+);/gi, (_, hex: string) => String.fromCodePoint(Number.parseInt(hex, 16)))
    .replace(/&(lt|gt|quot|apos|amp);/g, (_, name: string) => names[name] ?? '');
}
