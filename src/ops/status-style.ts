/** The look of all pages: one column, the reader's own font, light or dark as the reader has it. */
export const STATUS_STYLE = `
:root { color-scheme: light dark; --good: #1a7f4b; --busy: #9a6700; --bad: #c02f2f; --line: #8883; --soft: #8881; --quiet: #666; }
@media (prefers-color-scheme: dark) { :root { --good: #3fb97a; --busy: #d6a023; --bad: #f07070; --quiet: #a5a5a5; } }
* { box-sizing: border-box; }
body { margin: 0; font: 16px/1.5 system-ui, sans-serif; }
main { max-width: 68rem; margin: 0 auto; padding: 1.5rem; overflow-wrap: anywhere; }
header { display: flex; flex-wrap: wrap; align-items: center; gap: 0.75rem; margin-bottom: 1rem; }
nav { display: flex; gap: 0.75rem; margin-left: auto; }
h1 { font-size: 1.5rem; margin: 0; }
h2 { font-size: 1.15rem; margin: 0 0 0.5rem; }
h3 { font-size: 1rem; margin: 1.25rem 0 0.5rem; }
p { margin: 0.25rem 0; }
section { border: 1px solid var(--line); border-radius: 0.5rem; padding: 1rem 1.25rem; margin-bottom: 1rem; overflow-x: auto; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; padding: 0.35rem 0.9rem 0.35rem 0; border-bottom: 1px solid var(--line); vertical-align: top; white-space: nowrap; }
tbody tr:last-child td { border-bottom: 0; }
th { font-weight: 600; color: var(--quiet); font-size: 0.85rem; }
.number { text-align: right; font-variant-numeric: tabular-nums; }
.message { white-space: normal; }
td.message { min-width: 16rem; }
td.name { white-space: normal; min-width: 10rem; }
progress { width: 100%; min-width: 6rem; accent-color: var(--good); }
.badge { display: inline-block; border-radius: 1rem; padding: 0 0.65rem; font-size: 0.85rem; font-weight: 600; border: 1px solid currentColor; }
.good { color: var(--good); } .busy { color: var(--busy); } .bad { color: var(--bad); }
.version, footer { color: var(--quiet); font-size: 0.85rem; }
.errors { list-style: none; margin: 0; padding: 0; }
.errors li { background: var(--soft); border-left: 3px solid; border-radius: 0.25rem; padding: 0.5rem 0.75rem; margin-bottom: 0.5rem; }
.errors p { color: CanvasText; }
.errors .version { color: var(--quiet); }
.remedy::before { content: '→ '; }
.remedy { font-weight: 600; }
.outage { border-color: var(--bad); }
code { overflow-wrap: anywhere; }
form { display: flex; flex-wrap: wrap; align-items: center; gap: 0.5rem; margin-bottom: 0.75rem; }
input[type="search"] { font: inherit; flex: 0 1 20rem; min-width: 8rem; }
button { font: inherit; }
details ul { margin: 0.25rem 0 0.5rem; padding-left: 1.25rem; }
@media (max-width: 44rem) {
  main { padding: 0.75rem; }
  nav { margin-left: 0; }
  th, td { white-space: normal; overflow-wrap: break-word; }
  td.message, td.name { min-width: 0; }
  table:not(:has(thead)), table:not(:has(thead)) :is(tbody, tr, td) { display: block; border: 0; padding: 0; text-align: left; }
  table:not(:has(thead)) .number { text-align: left; }
  table:not(:has(thead)) td { overflow-wrap: anywhere; }
  table:not(:has(thead)) tr { border-bottom: 1px solid var(--line); padding: 0.5rem 0; }
  .rows, .rows tbody, .rows tr, .rows td { display: block; }
  .rows thead { position: absolute; clip-path: inset(50%); }
  .rows tr { border-bottom: 1px solid var(--line); padding: 0.5rem 0; }
  .rows tr:last-child { border-bottom: 0; }
  .rows td { display: flex; gap: 0.5rem; border: 0; padding: 0.1rem 0; text-align: left; overflow-wrap: anywhere; }
  .rows td::before { content: attr(data-title); flex: 0 0 6rem; color: var(--quiet); font-size: 0.85rem; }
  .rows td:empty { display: none; }
  .stack tr { display: flex; flex-wrap: wrap; gap: 0 0.75rem; padding: 0.35rem 0; border-bottom: 1px solid var(--line); }
  .stack td { border: 0; padding: 0; text-align: left; white-space: normal; overflow-wrap: anywhere; }
  .stack td:empty { display: none; }
}
`;
