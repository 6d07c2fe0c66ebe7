import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { RelayProcess, withProcess } from '../kit/relay-process.js';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const EXAMPLES = readdirSync(join(ROOT, 'docs/deploy')).filter((name) => /\.conf$|^Caddyfile/.test(name));

/** The options of every `streamviz-relay --…` that a file shows. */
function commandsOf(file: string): string[][] {
  const text = readFileSync(join(ROOT, file), 'utf8');
  return [...text.matchAll(/streamviz-relay((?:\s+--[\w-]+\s+[^\s,]+)+)/g)].map(([, options = '']) =>
    options.trim().split(/\s+/),
  );
}

test('every command that the pages and examples show starts a relay', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'streamviz-docs-'));
  try {
    for (const file of ['docs/deploy.md', ...EXAMPLES.map((name) => `docs/deploy/${name}`)]) {
      const commands = commandsOf(file);
      assert.ok(commands.length > 0, file);
      for (const command of commands) {
        const here: Readonly<Record<string, string>> = { '--port': '0', '--state': folder };
        const args = command.map((value, i) => here[command[i - 1] ?? ''] ?? value);
        const relay = new RelayProcess(['--port', '0', '--json', ...args], { STREAMVIZ_AUTH: 'ann:a long password' });
        await withProcess(relay, async () => {
          const ended = relay.ended.then((code) => Promise.reject(new Error(`${file}: ${code}: ${relay.errors}`)));
          await Promise.race([relay.listening(), ended]);
        });
      }
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
});

/** The name of a heading in an address. */
function anchorOf(heading: string): string {
  return heading
    .toLowerCase()
    .replace(/[^\w\s-]/g, '')
    .replaceAll(' ', '-');
}

test('every link of these pages leads somewhere', () => {
  for (const page of ['SECURITY.md', 'docs/deploy.md', 'docs/security.md', 'docs/decisions/012-tls-is-the-proxys.md']) {
    const text = readFileSync(join(ROOT, page), 'utf8');
    for (const [, path = '', anchor] of text.matchAll(/\]\((?!https?:)([^)#]*)(?:#([^)]+))?\)/g)) {
      const target = path === '' ? page : join(dirname(page), path);
      assert.ok(existsSync(join(ROOT, target)), `${page}: ${target}`);
      if (anchor === undefined) continue;
      const headings = [...readFileSync(join(ROOT, target), 'utf8').matchAll(/^#+ (.+)$/gm)];
      assert.ok(
        headings.some(([, heading = '']) => anchorOf(heading) === anchor),
        `${page}: ${target}#${anchor}`,
      );
    }
  }
});
