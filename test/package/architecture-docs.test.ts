import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const DOCS = readFileSync(join(ROOT, 'docs/architecture.md'), 'utf8');
const NAMED = new Set([...DOCS.matchAll(/`([^`\s]+)`/g)].map(([, name = '']) => name));

test('every file and folder that docs/architecture.md names is there', () => {
  const paths = [...NAMED].filter((name) => /^(src|server|test|bench|scripts|docs|python)\/[\w./-]+$/.test(name));
  assert.ok(paths.length > 60);
  for (const path of paths) assert.ok(existsSync(join(ROOT, path)), path);
  const python = [...NAMED].filter((name) => /^_\w+\/\w+\.py$/.test(name));
  for (const path of python) assert.ok(existsSync(join(ROOT, 'python/stream_viz', path)), path);
});

test('every folder of the code is in docs/architecture.md, and has at most 15 files of code', () => {
  const folders = ['src', 'server', 'python/stream_viz'].flatMap((top) => [
    top,
    ...readdirSync(join(ROOT, top), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isDirectory() && !/^(static|__pycache__)$/.test(entry.name))
      .map((entry) => join(entry.parentPath, entry.name).slice(ROOT.length)),
  ]);
  for (const folder of folders) {
    const last = folder.split('/').at(-1) ?? '';
    const isOwnRow = NAMED.has(folder) || NAMED.has(last);
    assert.ok(isOwnRow, `${folder} is not in docs/architecture.md`);
    const files = readdirSync(join(ROOT, folder)).filter((name) => /\.(ts|py)$/.test(name) && name !== '__init__.py');
    assert.ok(files.length <= 15, `${folder} has ${files.length} files: give some a room of their own`);
  }
});
