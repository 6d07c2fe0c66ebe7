import { escapeHtml } from './page.js';

export interface LoginPageOptions {
  /** The dashboard's; its title is for those who have logged in. */
  readonly theme: string | undefined;
  /** Relative address of the style sheet. */
  readonly style: string;
  /** The page to go on to, relative to the dashboard. */
  readonly next: string;
  /** The fault of the last try. */
  readonly problem?: string | undefined;
  /** As typed in the last try. */
  readonly user?: string;
}

/**
 * Renders a form that needs no script. Like the dashboard's page it has only relative addresses, and nothing inline.
 */
export function renderLoginPage({ theme = 'auto', style, next, problem, user = '' }: LoginPageOptions): string {
  const message = problem === undefined ? '' : `<p id="problem" role="alert">${ALERT}${escapeHtml(problem)}</p>\n`;
  const described = problem === undefined ? '' : ' aria-describedby="problem"';
  return `<!doctype html>
<html lang="en" data-theme="${escapeHtml(theme)}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>Log in – StreamViz</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="${escapeHtml(style)}">
</head>
<body>
<main>
<h1>Log in</h1>
<p>to see this dashboard</p>
<form method="post" action="login">
${message}<input type="hidden" name="next" value="${escapeHtml(next)}">
<label for="user">User</label>
<input id="user" name="user" value="${escapeHtml(user)}" autocomplete="username" autocapitalize="none" spellcheck="false" required${user === '' ? ' autofocus' : ''}${described}>
<label for="password">Password</label>
<input id="password" name="password" type="password" autocomplete="current-password" required${user === '' ? '' : ' autofocus'}${described}>
<button>Log in</button>
</form>
</main>
</body>
</html>
`;
}

/** The sign that every error has beside its colour. */
const ALERT =
  '<svg viewBox="0 0 16 16" aria-hidden="true"><path d="M5.2 1.5h5.6l3.7 3.7v5.6l-3.7 3.7H5.2l-3.7-3.7V5.2zM8 4.8v3.6M8 11v.2"/></svg>';

/** Colours and sizes are those of the elements' tokens. */
export const LOGIN_STYLE = `:root {
  color-scheme: light dark;
  --canvas: light-dark(#f5f6f8, #0f1115);
  --surface: light-dark(#ffffff, #171a1f);
  --text: light-dark(#191e26, #dde2ea);
  --accent: light-dark(#0f62c4, #78b6f8);
  --on-accent: light-dark(#ffffff, #0f1115);
  --bad: light-dark(#a80f16, #fb7185);
  --text-2: color-mix(in oklab, var(--text) 76%, var(--surface));
  --border: color-mix(in oklab, var(--text) 13%, transparent);
  --edge: color-mix(in oklab, var(--text) 50%, var(--surface));
}
:root[data-theme='light'] { color-scheme: light; }
:root[data-theme='dark'] { color-scheme: dark; }
*, ::before, ::after { box-sizing: border-box; }
html { block-size: 100%; }
body {
  display: grid;
  align-content: center;
  min-block-size: 100%;
  margin: 0;
  padding: 12px;
  background: var(--canvas);
  color: var(--text);
  font: 400 13px/1.4 -apple-system, BlinkMacSystemFont, 'Segoe UI', Roboto, 'Noto Sans', 'Liberation Sans', Arial, sans-serif;
  -webkit-text-size-adjust: 100%;
}
main {
  inline-size: 100%;
  max-inline-size: 320px;
  margin: 0 auto 8vh;
  padding: 24px;
  background: var(--surface);
  border: 1px solid var(--border);
  border-radius: 8px;
}
h1 { margin: 0; font-size: 17px; font-weight: 600; }
h1 + p { margin: 2px 0 20px; color: var(--text-2); }
form { display: grid; }
label { margin-block-end: 4px; font-size: 12px; color: var(--text-2); }
input, button { font: inherit; color: inherit; block-size: 36px; border-radius: 6px; }
input { inline-size: 100%; margin-block-end: 14px; padding: 0 10px; background: var(--surface); border: 1px solid var(--edge); }
button { margin-block-start: 6px; border: 1px solid transparent; background: var(--accent); color: var(--on-accent); font-weight: 500; cursor: pointer; }
button:hover { background: color-mix(in oklab, var(--accent) 88%, var(--text)); }
button:active { background: color-mix(in oklab, var(--accent) 76%, var(--text)); }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 1px; }
#problem { display: flex; gap: 6px; margin: 0 0 16px; color: var(--bad); font-weight: 500; }
#problem svg { flex: none; inline-size: 16px; block-size: 16px; margin-block-start: 1px; fill: none; stroke: currentColor; stroke-width: 1.5; stroke-linecap: round; stroke-linejoin: round; }
@media (pointer: coarse) { input, button { block-size: 44px; font-size: 16px; } }
@media (prefers-contrast: more) { :root { --text-2: var(--text); --border: var(--text); --edge: var(--text); } }
@media (forced-colors: active) { button { border-color: ButtonText; } }
`;
