import commonjs from '@rollup/plugin-commonjs';
import { nodeResolve } from '@rollup/plugin-node-resolve';
import terser from '@rollup/plugin-terser';
import htmlLiterals from 'rollup-plugin-html-literals';

const licenses =
  '/*! StreamViz, MIT. Contains lit and @lit-labs/virtualizer (BSD-3-Clause), d3 (ISC) and partysocket (MIT). */';

/** For our own templates: fewer spaces where one means the same, and no comments. Shapes in `svg` stay closed. */
const shorter = {
  collapseWhitespace: true,
  conservativeCollapse: true,
  removeComments: true,
  keepClosingSlash: true,
  removeEmptyAttributes: false,
  minifyJS: false,
};

/** Bundles what tsc emitted. The unbundled modules in dist/src are published beside these. */
export default [
  {
    input: 'dist/server/main.js',
    output: [
      { file: 'dist/relay.js', format: 'es', banner: '#!/usr/bin/env node' },
      // For the Python package: Node starts it 40 ms sooner than a module, and a pipeline waits for it.
      { file: 'dist/relay.cjs', format: 'cjs' },
    ],
    // ws looks for two optional native modules in try blocks: they are left there, and not found.
    plugins: [
      nodeResolve({ preferBuiltins: true, exportConditions: ['node'] }),
      commonjs({ ignoreTryCatch: true }),
      withoutShebang(),
    ],
    external: [/^node:/],
  },
  forBrowsers('dist/src/runtime/index.js', 'runtime'),
  forBrowsers('dist/src/publish/index.js', 'publish'),
  forBrowsers('dist/src/define.js', 'streamviz'),
];

/**
 * One file, and one beside it for each part that is loaded on demand. Parts import what they share from the one file, so
 * it has the same address wherever it is loaded from.
 */
function forBrowsers(input, name) {
  return {
    input,
    output: {
      dir: 'dist',
      format: 'es',
      entryFileNames: `${name}.js`,
      chunkFileNames: `${name}-[name]-[hash].js`,
    },
    preserveEntrySignatures: 'allow-extension',
    plugins: [
      htmlLiterals({ include: ['dist/src/**'], failOnError: true, options: { minifyOptions: shorter } }),
      nodeResolve({ browser: true }),
      terser({ module: true, ecma: 2022, compress: { passes: 2 }, format: { comments: false } }),
      withLicenses(),
    ],
  };
}

/** Names the licenses in the one file that every page loads, and not in each part of it again. */
function withLicenses() {
  return {
    name: 'with-licenses',
    generateBundle(_options, bundle) {
      for (const chunk of Object.values(bundle)) if (chunk.isEntry) chunk.code = `${licenses}\n${chunk.code}`;
    },
  };
}

/** Takes the entry's own away: the banner brings the only one. */
function withoutShebang() {
  return { name: 'without-shebang', transform: (code) => ({ code: code.replace(/^#!.*/, ''), map: null }) };
}
