import { existsSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { describe, expect, test } from 'vitest';
import { filesBelow, readProjectFile, root } from '../../tools/project-files.ts';

const pages = ['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md', 'SECURITY.md', 'simulator/README.md', ...filesBelow('docs', '.md')];

/** The page without blocks of code, whose brackets are no links. */
function proseOf(page: string): string {
  return readProjectFile(page).replaceAll(/^ *```[\s\S]*?^ *```/gm, '');
}

/** The name under which a heading can be linked to, as GitHub makes it. */
function anchorOf(heading: string): string {
  const text = heading.replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1').toLowerCase();
  return text
    .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
    .trim()
    .replaceAll(' ', '-');
}

function anchorsOf(page: string): Set<string> {
  return new Set([...proseOf(page).matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) => anchorOf(heading)));
}

/** What is wrong with a link from `page`; `undefined` for a good one and for one that leads out of the project. */
function problemOf(page: string, link: string): string | undefined {
  if (/^[a-z]+:/.test(link)) return undefined;
  const [path = '', anchor] = link.split('#');
  const target = path === '' ? page : normalize(join(dirname(page), path));
  if (!existsSync(join(root, target))) return `${page}: ${link} leads to nothing`;
  if (anchor === undefined || !target.endsWith('.md') || anchorsOf(target).has(anchor)) return undefined;
  return `${page}: ${link} names no heading`;
}

describe('the pages', () => {
  test('link to what exists', () => {
    const problems = pages.flatMap((page) =>
      [...proseOf(page).matchAll(/\]\(([^)\s]+)\)/g)].flatMap(([, link = '']) => problemOf(page, link) ?? []),
    );
    expect(problems).toEqual([]);
  });

  test('name targets of the Makefile that it has', () => {
    const targets = new Set([...readProjectFile('Makefile').matchAll(/^([a-z0-9]+):/gm)].map(([, target]) => target));
    const named = pages.flatMap((page) =>
      [...readProjectFile(page).matchAll(/(?:^ *(?:\$ )?|`)(?:\w+=\S+ )*make ([a-z0-9]+)/gm)].map(([, target]) => target),
    );
    expect(named.length).toBeGreaterThan(10);
    expect(named.filter((target) => !targets.has(target))).toEqual([]);
  });

  test('name commands that npx finds', () => {
    const { bin } = JSON.parse(readProjectFile('package.json')) as { bin: Record<string, string> };
    const named = pages.flatMap((page) => [...readProjectFile(page).matchAll(/\bnpx ([\w-]+)/g)].map(([, command = '']) => command));
    expect(named).toContain('ox-operator');
    expect(named.filter((command) => bin[command] === undefined || !existsSync(join(root, bin[command])))).toEqual([]);
  });

  test('are all reached from the list of pages, decisions from theirs', () => {
    const list = readProjectFile('docs/README.md');
    const decisions = readProjectFile('docs/adr/README.md');
    const missing = filesBelow('docs', '.md')
      .filter((page) => !page.endsWith('README.md'))
      .filter((page) => {
        const [index, path] = page.startsWith('docs/adr/')
          ? [decisions, page.slice('docs/adr/'.length)]
          : [list, page.slice('docs/'.length)];
        return !index.includes(`(${path})`);
      });
    expect(missing).toEqual([]);
  });
});
