import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { describe, it } from 'node:test';

type Target = string | { readonly types: string; readonly default: string };
interface Manifest {
  readonly exports: Readonly<Record<string, Target>>;
  readonly sideEffects: readonly string[];
  readonly version: string;
}

const manifest = JSON.parse(readFileSync('package.json', 'utf8')) as Manifest;
/** Reads the patterns of sideEffects: one star, in place of a name. */
const matchesGlob = (file: string, pattern: string) =>
  new RegExp(`^${pattern.replace(/[.]/g, '\\.').replace('*', '[^/]*')}$`).test(file);
const entries = Object.entries(manifest.exports);
const modules = entries.flatMap(([name, target]) => (typeof target === 'string' ? [] : [{ name, ...target }]));
/** The files of src/define that register one element each. */
const tags = readdirSync('src/define').flatMap((file) => /^(sv-.+)\.ts$/.exec(file)?.slice(1) ?? []);

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
    for (const { name } of modules) {
      const module = (await import(`streamviz/${name.slice(2)}`.replace(/\/$/, ''))) as object;
      assert.notEqual(Object.keys(module).length, 0, `${name} exports nothing`);
    }
  });

  it('has an export for every element', () => {
    for (const tag of tags) assert.ok(`./${tag}` in manifest.exports, `./${tag} is missing`);
  });

  it('lists as side effects exactly the modules that register elements', () => {
    const registers = (file: string): boolean =>
      /^(register\(|import '|export \* .*define)/m.test(readFileSync(file, 'utf8'));
    for (const { default: file } of modules) {
      const isListed = manifest.sideEffects.some((pattern) => matchesGlob(file, pattern));
      assert.equal(isListed, registers(file), file);
    }
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

describe('what editors and frameworks are told', () => {
  it('is every element with its attributes, for VS Code and for JetBrains', () => {
    type Described = { name: string; attributes: { name: string; description?: unknown }[] };
    const read = (name: string): unknown => JSON.parse(readFileSync(`dist/editors/${name}`, 'utf8'));
    const code = read('html-custom-data.json') as { tags: Described[] };
    const jetBrains = read('web-types.json') as { version: string; contributions: { html: { elements: Described[] } } };
    assert.equal(jetBrains.version, manifest.version);
    for (const elements of [code.tags, jetBrains.contributions.html.elements]) {
      assert.deepEqual(
        elements.map(({ name }) => name),
        tags,
      );
      const table = elements.find(({ name }) => name === 'sv-table');
      const attributes = table?.attributes.map(({ name }) => name) ?? [];
      for (const name of ['src', 'widget', 'max-rows']) assert.ok(attributes.includes(name), name);
    }
  });

  it('is every element with its fields, in types', () => {
    const types = readFileSync('dist/jsx/elements.d.ts', 'utf8');
    for (const tag of tags) assert.match(types, new RegExp(`'${tag}': Partial<Pick<`));
    assert.doesNotMatch(types, /'relay'/, 'what can only be read is no attribute');
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
