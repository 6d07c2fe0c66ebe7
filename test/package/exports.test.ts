import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { describe, it } from 'node:test';

type Target = string | { readonly types: string; readonly default: string };
interface Manifest {
  readonly exports: Readonly<Record<string, Target>>;
  readonly sideEffects: readonly string[];
  readonly version: string;
}

const manifest = JSON.parse(readFileSync('package.json', 'utf8')) as Manifest;
const entries = Object.entries(manifest.exports);
const modules = entries.flatMap(([name, target]) => (typeof target === 'string' ? [] : [{ name, ...target }]));

describe('the package', () => {
  it('exports only files that exist', () => {
    const targets = entries.flatMap(([, target]) => (typeof target === 'string' ? [target] : Object.values(target)));
    assert.deepEqual(
      targets.filter((target) => !existsSync(target)),
      [],
    );
  });

  it('gives types before code, as TypeScript takes the first that fits', () => {
    for (const [, target] of entries) {
      if (typeof target !== 'string') assert.deepEqual(Object.keys(target), ['types', 'default']);
    }
  });

  it('can be imported on a server, where there is no page', async () => {
    for (const { name } of modules.filter(({ name }) => name !== './define')) {
      const module = (await import(`streamviz/${name.slice(2)}`.replace(/\/$/, ''))) as object;
      assert.notEqual(Object.keys(module).length, 0, `${name} exports nothing`);
    }
  });

  it('has an export for every element', () => {
    const elements = readFileSync('src/define.ts', 'utf8').matchAll(/^ {2}'(sv-[a-z]+)':/gm);
    for (const [, tag] of elements) assert.ok(`./${tag}` in manifest.exports, `./${tag} is missing`);
  });

  it('lists as side effects exactly the modules that register elements', () => {
    const registering = modules.filter(({ default: file }) =>
      /customElements\.define\(name/.test(readFileSync(file, 'utf8')),
    );
    const listed = manifest.sideEffects.filter((file) => file !== './dist/streamviz.js');
    assert.deepEqual(
      registering.map(({ default: file }) => file),
      listed,
    );
  });

  it('registers every element in the bundle', () => {
    const bundle = readFileSync('dist/streamviz.js', 'utf8');
    for (const [name] of entries) {
      if (name.startsWith('./sv-')) assert.match(bundle, new RegExp(`["']${name.slice(2)}["']`));
    }
  });

  it('describes every element in custom-elements.json', () => {
    const described = JSON.parse(readFileSync('custom-elements.json', 'utf8')) as {
      modules: { path: string; declarations: { tagName: string }[] }[];
    };
    const tags = described.modules.flatMap(({ declarations }) => declarations.map(({ tagName }) => `./${tagName}`));
    assert.deepEqual(
      tags,
      entries.map(([name]) => name).filter((name) => name.startsWith('./sv-')),
    );
    for (const { path } of described.modules) assert.ok(existsSync(path), `${path} does not exist`);
  });
});

describe('the relay', () => {
  it('is one file that runs as a command', () => {
    const relay = readFileSync('dist/relay.js', 'utf8');
    assert.ok(relay.startsWith('#!/usr/bin/env node\n'));
    const imported = [...relay.matchAll(/^import .* from '([^']+)';$/gm)].map(([, name]) => name);
    assert.deepEqual(
      imported.filter((name) => !isBuiltin(String(name))),
      [],
    );
  });
});
