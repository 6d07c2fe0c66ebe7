/** The variable parts of the generated page. */
export interface PageOptions {
  readonly title: string | undefined;
  readonly theme: string | undefined;
  /** Relative addresses of the script and the style sheet. */
  readonly script: string;
  readonly style: string;
  /** Somebody has logged in, and will want to log out. */
  readonly hasSession: boolean;
}

/**
 * Renders the dashboard's page. Every address in it is relative, so that it works below any path; nothing in it is
 * inline, for its policy forbids that.
 */
export function renderPage({ title = 'StreamViz', theme = 'auto', script, style, hasSession }: PageOptions): string {
  return `<!doctype html>
<html lang="en" data-theme="${escapeHtml(theme)}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="streamviz-relay" content="./">
<title>${escapeHtml(title)}</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="${escapeHtml(style)}">
<script type="module" src="${escapeHtml(script)}"></script>
</head>
<body>
<main><sv-dashboard fill>${hasSession ? LOG_OUT : ''}</sv-dashboard></main>
<noscript><p>This dashboard is drawn by JavaScript, which is turned off here.
Its data can be read without: <a href="config.json">config.json</a> lists the widgets,
<code>export/&lt;widget&gt;.csv</code> has the rows of one.</p></noscript>
</body>
</html>
`;
}

const LOG_OUT = `
<form slot="account" method="post" action="logout"><button>Log out</button></form>
`;

/**
 * Colours are those of the elements' tokens, so that nothing flashes before the script runs; a dashboard's children
 * inherit them.
 */
export const PAGE_STYLE = `:root { color-scheme: light dark; }
:root[data-theme='light'] { color-scheme: light; }
:root[data-theme='dark'] { color-scheme: dark; }
html, body, main { block-size: 100%; }
body { margin: 0; background: light-dark(#f5f6f8, #0f1115); color: light-dark(#191e26, #dde2ea); }
sv-dashboard { display: block; min-block-size: 100%; }
form { margin: 0; }
form button {
  block-size: var(--_control);
  padding: 0 10px;
  border: 1px solid var(--_border);
  border-radius: calc(var(--_radius) * 0.75);
  background: var(--_surface);
  color: var(--_text);
  font: 500 var(--_size-md) / 1.4 var(--_font);
  cursor: pointer;
}
form button:hover { background: color-mix(in oklab, var(--_text) 5%, var(--_surface)); }
@media print {
  :root { color-scheme: light !important; }
  html, body, main { block-size: auto; }
  body { background: #fff; }
  form { display: none; }
}
form button:focus-visible { outline: 2px solid var(--_accent); outline-offset: 1px; }
/* For a browser that is too old to read the script: a newer one has defined the tag long before. */
sv-dashboard:not(:defined)::before {
  content: 'StreamViz needs Chrome or Edge 125, Firefox 126, Safari 17.5, or a newer one.';
  display: block;
  padding: 12px;
  font: 15px/1.5 sans-serif;
  animation: too-old 1ms 10s both;
}
@keyframes too-old { from { visibility: hidden; } to { visibility: visible; } }
noscript p { max-inline-size: 40em; margin: 2em auto; padding-inline: 1em; font: 15px/1.5 sans-serif; }
`;

/** The policy of the relay's pages: they load its own files and links, nothing inline. */
export function policyOf(frameAncestors: string, hasForms: boolean): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "connect-src 'self'",
    "img-src 'self' data: blob:",
    "base-uri 'none'",
    `form-action ${hasForms ? "'self'" : "'none'"}`,
    `frame-ancestors ${frameAncestors}`,
  ].join('; ');
}

export function escapeHtml(text: string): string {
  const names: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
  return text.replace(/[&<>"']/g, (character) => names[character] as string);
}
