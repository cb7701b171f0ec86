"""The style sheet of a page, for light and dark screens, phones and paper."""

STYLE = """
:root { color-scheme: light dark; --back: #fdfdfb; --text: #1c2330; --soft: #566074; --line: #d9dde5; --one: #1f5fa8;
  --l0: #e8ebf0; --l1: #b7d0ec; --l2: #7ba9da; --l3: #3f7fc1; --l4: #17508f; --good: #1a6b3c; --mid: #7a5600; --bad: #a3262a; }
@media (prefers-color-scheme: dark) { :root { --back: #14171d; --text: #e6e9ef; --soft: #a3adbf; --line: #333a47; --one: #7db4f0;
  --l0: #232934; --l1: #24486f; --l2: #2f6aa8; --l3: #4d92d9; --l4: #8fc2fa; --good: #6fd197; --mid: #e6bd5c; --bad: #ff9a94; } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 60rem; padding: 1rem; background: var(--back); color: var(--text);
  font: 1rem/1.5 system-ui, sans-serif; }
h1 { font-size: 1.6rem; margin: 0.5rem 0; } h2 { font-size: 1.25rem; margin: 2.5rem 0 0.5rem; }
.told, .soft { color: var(--soft); margin: 0.25rem 0; }
.tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(9rem, 1fr)); gap: 0.75rem; margin: 1rem 0; padding: 0; }
.tiles li { list-style: none; border: 1px solid var(--line); border-radius: 0.5rem; padding: 0.75rem; }
.tiles b { display: block; font-size: 1.4rem; }
.wide { overflow-x: auto; max-width: 100%; }
table { border-collapse: collapse; font-size: 0.9rem; }
th, td { padding: 0.25rem 0.35rem; border-bottom: 1px solid var(--line); text-align: right; white-space: nowrap; }
thead th { white-space: normal; vertical-align: bottom; } tbody th { white-space: normal; min-width: 6rem; }
th:first-child, td:first-child { text-align: left; }
td.good { color: var(--good); } td.mid { color: var(--mid); } td.bad { color: var(--bad); }
td.text { white-space: normal; text-align: left; min-width: 8rem; overflow-wrap: break-word; }
.charts { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(20rem, 100%), 1fr)); gap: 1.25rem; align-items: start; }
.charts > * { min-width: 0; } .levels { grid-column: 1 / -1; }
.levels span { display: inline-block; width: 0.8rem; height: 0.8rem; margin: 0 0.1rem; vertical-align: -0.1rem; }
figure { margin: 0; } figcaption { font-weight: 600; }
svg { display: block; width: 100%; height: auto; }
svg text { font-size: 13px; fill: var(--soft); }
.bar, .dot { fill: var(--one); } .few { fill: var(--back); stroke: var(--one); stroke-width: 1.5; }
.range { stroke: var(--one); stroke-width: 1.5; opacity: 0.6; } .floor { stroke: var(--line); }
.wanted { stroke: var(--soft); stroke-dasharray: 4 4; }
.l0 { fill: var(--l0); } .l1 { fill: var(--l1); } .l2 { fill: var(--l2); } .l3 { fill: var(--l3); } .l4 { fill: var(--l4); }
.k0 { background: var(--l0); } .k1 { background: var(--l1); } .k2 { background: var(--l2); } .k3 { background: var(--l3); }
.k4 { background: var(--l4); }
summary { cursor: pointer; color: var(--soft); }
@media (max-width: 40rem) {
  .blocks, .blocks tbody { display: block; } .blocks thead { display: none; }
  .blocks tr { display: grid; grid-template-columns: 1fr 1fr; column-gap: 1.5rem; padding: 0.6rem 0; border-bottom: 1px solid var(--line); }
  .blocks th, .blocks td { display: flex; justify-content: space-between; gap: 0.5rem; border: 0; padding: 0.1rem 0;
    white-space: normal; text-align: right; overflow-wrap: break-word; }
  .blocks td::before { content: attr(data-name); color: var(--soft); text-align: left; }
  .blocks th, .blocks .text { grid-column: 1 / -1; } .blocks .none { display: none; }
}
@media print { body { max-width: none; } details { display: none; } h2, figure { break-inside: avoid; } }
"""
