/** The page's style. Colours meet WCAG AA on both grounds; loaded, lazy and unused differ in lightness too. */
export const STYLE = `
:root { --ground: #fff; --text: #1b1f24; --faint: #57606a; --line: #d0d7de; --init: #9ec5fe; --lazy: #ffd98a; --unreached: #e6e8eb; --unknown: #d8c8f0; --piece: #1b1f24; --focus: #0b5ed7; --error: #b42318; --warning: #8a5a00; --info: #0b5ed7; }
@media (prefers-color-scheme: dark) { :root { --ground: #16191d; --text: #e8eaed; --faint: #a8b0b9; --line: #3a414a; --init: #1f4e8c; --lazy: #6b4e00; --unreached: #343a42; --unknown: #4a3a66; --piece: #f4f6f8; --focus: #8ab4f8; --error: #ff8a80; --warning: #ffcf66; --info: #8ab4f8; } }
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 1rem; max-width: 84rem; font: 1rem/1.5 system-ui, sans-serif; color: var(--text); background: var(--ground); }
h1 { font-size: 1.25rem; margin: 0; } h2 { font-size: 1.1rem; margin: 1.5rem 0 .5rem; } header p { margin: 0; color: var(--faint); }
code { font: .875em ui-monospace, monospace; overflow-wrap: anywhere; }
a, button, select, input { font: inherit; color: inherit; }
button, select, input { background: var(--ground); border: 1px solid var(--faint); border-radius: .25rem; padding: .25rem .5rem; }
:focus-visible { outline: 3px solid var(--focus); outline-offset: 1px; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-size: .9rem; } th, td { text-align: right; padding: .25rem .5rem; border-bottom: 1px solid var(--line); white-space: nowrap; } th[scope="row"], th:first-child, td:last-child { text-align: left; } th[scope="row"] { font-weight: 500; overflow-wrap: anywhere; white-space: normal; min-width: 10rem; }
table.packages td:last-child { text-align: right; }
th button { border: 0; padding: 0; text-align: left; text-decoration: underline; background: none; overflow-wrap: anywhere; }
summary { cursor: pointer; margin: .5rem 0; overflow-wrap: anywhere; }
.findings { list-style: none; padding: 0; } .findings li { border-left: 3px solid var(--line); padding: 0 .75rem; margin: .75rem 0; overflow-wrap: anywhere; } .findings p { margin: .15rem 0; } .via, .functions { color: var(--faint); }
.severity { font-weight: 600; } .severity.error { color: var(--error); } .severity.warning { color: var(--warning); } .severity.info { color: var(--info); }
#controls { display: flex; flex-wrap: wrap; gap: .5rem 1rem; align-items: end; margin-bottom: .5rem; } #controls label { display: flex; flex-direction: column; font-size: .85rem; color: var(--faint); min-width: 0; } #controls select { max-width: 18rem; }
.legend { display: flex; flex-wrap: wrap; gap: .25rem 1rem; margin: 0; padding: 0; list-style: none; font-size: .85rem; } .legend span { display: inline-block; width: .9rem; height: .9rem; margin-right: .35rem; vertical-align: -.1rem; border: 1px solid var(--faint); } .legend .init { background: var(--init); } .legend .lazy { background: var(--lazy); } .legend .unreached { background: var(--unreached); } .legend .unknown { background: var(--unknown); }
#stage { display: grid; grid-template-columns: minmax(0, 1fr) 20rem; gap: 1rem; } @media (max-width: 60rem) { #stage { grid-template-columns: minmax(0, 1fr); } }
#treemap { position: relative; height: 30rem; border: 1px solid var(--line); overflow: hidden; } #treemap canvas { position: absolute; inset: 0; width: 100%; height: 100%; }
#treemap button { position: absolute; padding: 0 .2rem; border: 0; border-radius: 0; background: none; color: var(--piece); font-size: .75rem; line-height: 1.2; text-align: left; display: block; overflow: hidden; white-space: nowrap; cursor: pointer; } #treemap button span { position: absolute; top: 0; left: .2rem; right: .2rem; overflow: hidden; text-overflow: ellipsis; } #treemap button:hover, #treemap button[aria-pressed="true"] { box-shadow: inset 0 0 0 2px var(--focus); } #treemap button:focus-visible { outline-offset: -3px; } #treemap button.dimmed { opacity: .25; background: var(--ground); }
#details { border: 1px solid var(--line); padding: .75rem; overflow: auto; max-height: 30rem; font-size: .9rem; overflow-wrap: anywhere; } #details h3 { margin: 0 0 .25rem; font-size: 1rem; } #details dl { display: grid; grid-template-columns: auto 1fr; gap: 0 .75rem; margin: 0; } #details dd { margin: 0; text-align: right; } #details h4 { margin: .75rem 0 .25rem; font-size: .9rem; } #details ol, #details ul { margin: 0; padding-left: 1.25rem; }
`;
