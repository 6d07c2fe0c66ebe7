import { fileURLToPath } from 'node:url';
import commonjs from '@rollup/plugin-commonjs';
import { nodeResolve } from '@rollup/plugin-node-resolve';
import terser from '@rollup/plugin-terser';

const licenses = '/*! StreamViz, MIT. Contains lit (BSD-3-Clause) and d3 (ISC). */';

/** Names that begin with an underscore are private in every library here, as # is in our own code. */
const smallest = {
  module: true,
  ecma: 2022,
  compress: { passes: 3, inline: 1, pure_getters: true, keep_fargs: false, unsafe_arrows: true, unsafe_methods: true },
  mangle: { properties: { regex: /^_[a-zA-Z]/ } },
  format: { comments: false },
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
    // ws looks for two optional native modules in a try block: one is ours, the other is left there and not found.
    plugins: [
      withOurBufferutil(),
      nodeResolve({ preferBuiltins: true, exportConditions: ['node'] }),
      commonjs({ ignoreTryCatch: ['utf-8-validate'] }),
      withoutShebang(),
    ],
    external: [/^node:/],
  },
  forBrowsers('dist/src/runtime/index.js', 'runtime'),
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
      withoutAdvice(),
      withoutTemplateSpace(),
      withoutOtherPictures(),
      nodeResolve({ browser: true }),
      terser(smallest),
      withLicenses(),
    ],
  };
}

/** In the one file that every page loads, and not in each part of it again. */
function withLicenses() {
  return {
    name: 'with-licenses',
    generateBundle(_options, bundle) {
      for (const chunk of Object.values(bundle)) if (chunk.isEntry) chunk.code = `${licenses}\n${chunk.code}`;
    },
  };
}

function withOurBufferutil() {
  const ours = fileURLToPath(new URL('dist/server/bufferutil.js', import.meta.url));
  return { name: 'with-our-bufferutil', resolveId: (id) => (id === 'bufferutil' ? ours : null) };
}

/** The banner brings the only one. */
function withoutShebang() {
  return { name: 'without-shebang', transform: (code) => ({ code: code.replace(/^#!.*/, ''), map: null }) };
}

/** What lit says to those who call `css` wrongly; none of our calls is. */
function withoutAdvice() {
  return {
    name: 'without-advice',
    transform: (code, id) =>
      id.endsWith('/@lit/reactive-element/css-tag.js')
        ? { code: code.replace(/throw Error\((?:[^()]|\([^()]*\))*\)/g, 'throw Error()'), map: null }
        : undefined,
  };
}

/** Pictures have the system's fonts (`font: false`), and nothing of ours is a film, a frame or drawn by reference. */
function withoutOtherPictures() {
  const bodies = {
    embedWebFont: '',
    supportWebp: 'return false;',
    embedSvgUse: 'return [];',
    cloneVideo: 'return video.cloneNode(false);',
    cloneIframe: 'return iframe.cloneNode(false);',
  };
  const withoutBodies = (code) =>
    code.replace(/^((?:async )?function (\w+)\(.*\) \{)[\s\S]*?^}$/gm, (whole, head, name) =>
      Object.hasOwn(bodies, name) ? `${head} ${bodies[name]} }` : whole,
    );
  return {
    name: 'without-other-pictures',
    transform: (code, id) =>
      id.includes('/modern-screenshot/') ? { code: withoutBodies(code), map: null } : undefined,
  };
}

/** Comments, line breaks and indentation of templates mean nothing to HTML and CSS. */
function withoutTemplateSpace() {
  return {
    name: 'without-template-space',
    transform: (code, id) =>
      id.includes('/dist/src/components/')
        ? { code: code.replace(/(?<=\bcss\s*`)[^`]*/g, minifiedCss).replace(/\n\s+/g, '\n'), map: null }
        : undefined,
  };
}

function minifiedCss(css) {
  return css
    .replace(/\/\*[\s\S]*?\*\//g, '')
    .replace(/\s+/g, ' ')
    .replace(/ ?([{};,>]) ?/g, '$1')
    .replace(/: /g, ':')
    .replace(/\( | \)/g, (space) => space.trim())
    .replace(/;}/g, '}');
}
