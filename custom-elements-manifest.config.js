import { basename } from 'node:path';
import { customElementJetBrainsPlugin } from 'custom-element-jet-brains-integration';
import { customElementVsCodePlugin } from 'custom-element-vs-code-integration';
import { jsxTypes } from './scripts/lib/jsx-types.js';

const editors = 'dist/editors';

/**
 * custom-elements.json tells the tags with their attributes: what is public, and nothing else. From it come the same in
 * the forms of editors, and types for frameworks.
 */
export default {
  globs: ['src/components/*/sv-*.ts', 'src/components/panel/stream-element.ts'],
  litelement: true,
  plugins: [
    { name: 'public-elements', packageLinkPhase: keepPublicElements },
    customElementVsCodePlugin({
      outdir: editors,
      htmlFileName: 'html-custom-data.json',
      cssFileName: 'css-custom-data.json',
      hideLogs: true,
    }),
    customElementJetBrainsPlugin({ outdir: editors, packageJson: false, hideLogs: true }),
    jsxTypes(),
  ],
};

function keepPublicElements({ customElementsManifest: manifest }) {
  // The globs give them in the order in which the disk answers.
  const modules = manifest.modules.toSorted((a, b) => (a.path < b.path ? -1 : 1));
  manifest.modules = modules.flatMap((module) => {
    const tagName = basename(module.path, '.ts');
    const element = module.declarations?.find(({ kind, attributes }) => kind === 'class' && attributes);
    if (!tagName.startsWith('sv-') || !element) return [];
    const members = element.members?.filter(isPublic);
    const declaration = { name: element.name, module: compiled(module.path) };
    return {
      ...module,
      path: compiled(module.path),
      declarations: [{ ...element, tagName, customElement: true, members }],
      exports: [
        { kind: 'js', name: element.name, declaration },
        { kind: 'custom-element-definition', name: tagName, declaration },
      ],
    };
  });
}

/** Lit's own hooks come without a description; what a page may use has one or is an attribute. */
function isPublic({ name, privacy, static: isStatic, attribute, description }) {
  return privacy === undefined && !isStatic && !/^[#_]/.test(name) && Boolean(attribute ?? description);
}

function compiled(path) {
  return `dist/${path.replace(/\.ts$/, '.js')}`;
}
