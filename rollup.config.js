import commonjs from '@rollup/plugin-commonjs';
import { nodeResolve } from '@rollup/plugin-node-resolve';
import terser from '@rollup/plugin-terser';

/** Bundles what tsc emitted. The unbundled modules in dist/src are published beside these. */
export default [
  {
    input: 'dist/server/main.js',
    output: { file: 'dist/relay.js', format: 'es', banner: '#!/usr/bin/env node' },
    // ws looks for two optional native modules in a try block: left as they are, they are simply not found.
    plugins: [
      nodeResolve({ preferBuiltins: true, exportConditions: ['node'] }),
      commonjs({ ignoreTryCatch: true }),
      withoutShebang(),
    ],
    external: [/^node:/],
  },
  forBrowsers('dist/src/runtime/index.js', 'dist/runtime.js'),
  forBrowsers('dist/src/define.js', 'dist/streamviz.js'),
];

function forBrowsers(input, file) {
  return {
    input,
    // The virtualizer loads a layout of its own with import(), which StreamViz does not use: one file all the same.
    output: { file, format: 'es', inlineDynamicImports: true },
    plugins: [nodeResolve({ browser: true }), terser({ module: true, ecma: 2022, compress: { passes: 2 } })],
  };
}

/** The banner brings the only one. */
function withoutShebang() {
  return { name: 'without-shebang', transform: (code) => ({ code: code.replace(/^#!.*/, ''), map: null }) };
}
