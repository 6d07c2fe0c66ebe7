import { mkdirSync, writeFileSync } from 'node:fs';
import { inRoot } from './project.js';

const folder = 'dist/jsx';

/**
 * How each framework learns of further tags, by the types it looks tags up in. What a tag takes is the same for all:
 * HTML's own attributes and the element's public fields, with their comments, as the class has them.
 */
const frameworks = {
  react: {
    imports: "import type { DetailedHTMLProps, HTMLAttributes } from 'react';",
    html: 'DetailedHTMLProps<HTMLAttributes<E>, E>',
    events: 'on',
    declares: ['react', 'namespace JSX { interface IntrinsicElements extends Tags {} }'],
  },
  preact: {
    imports: "import type { HTMLAttributes } from 'preact';",
    html: 'HTMLAttributes<E>',
    events: 'on',
    declares: ['preact', 'namespace JSX { interface IntrinsicElements extends Tags {} }'],
  },
  solid: {
    imports: "import type { JSX } from 'solid-js';",
    html: 'JSX.HTMLAttributes<E>',
    events: 'on:',
    declares: ['solid-js', 'namespace JSX { interface IntrinsicElements extends Tags {} }'],
  },
  svelte: {
    imports: "import type { HTMLAttributes } from 'svelte/elements';",
    html: 'HTMLAttributes<E>',
    events: 'on',
    declares: ['svelte/elements', 'interface SvelteHTMLElements extends Tags {}'],
  },
  vue: {
    imports: "import type { DefineComponent, HTMLAttributes } from 'vue';",
    html: 'HTMLAttributes',
    events: 'on',
    eventName: 'Pascal<Name>',
    wrap: (props) => `DefineComponent<${props}>`,
    declares: ['vue', 'interface GlobalComponents extends Tags {}'],
  },
};

/** A plugin of the manifest's analyzer: writes dist/jsx/<framework>.{js,d.ts}, which register the tags and type them. */
export function jsxTypes() {
  return {
    name: 'jsx-types',
    packageLinkPhase({ customElementsManifest: { modules } }) {
      mkdirSync(inRoot(folder), { recursive: true });
      write('elements.d.ts', elements(modules.flatMap(({ declarations }) => declarations)));
      for (const [name, framework] of Object.entries(frameworks)) {
        write(`${name}.js`, "export * from '../src/define.js';\n");
        write(`${name}.d.ts`, types(framework));
      }
    },
  };
}

function elements(declarations) {
  const imports = declarations.map(
    ({ name, tagName }) => `import type { ${name} } from '../src/define/${tagName}.js';`,
  );
  const tags = declarations.map((declaration) => `  '${declaration.tagName}': ${propsOf(declaration)};`);
  return `${imports.join('\n')}

/** The attributes, properties and events of each tag beside those of every HTML element. */
export interface Elements {
${tags.join('\n')}
}

/** The events of the elements. */
export type EventName = Extract<keyof HTMLElementEventMap, \`sv-\${string}\`>;

/** \`SvHide\` of \`sv-hide\`. */
export type Pascal<Name extends string> = Name extends \`\${infer Word}-\${infer Rest}\`
  ? \`\${Capitalize<Word>}\${Pascal<Rest>}\`
  : Capitalize<Name>;
`;
}

/** By the names of fields, and by those of attributes that are spelled otherwise or have no field. */
function propsOf({ name, members, attributes }) {
  const fields = members
    .filter(({ kind, readonly }) => kind === 'field' && !readonly)
    .map((field) => `'${field.name}'`);
  const dashed = attributes
    .filter((attribute) => attribute.name !== attribute.fieldName)
    .map(({ name: own, fieldName, type }) => `'${own}'?: ${fieldName ? `${name}['${fieldName}']` : type.text}`);
  return [`Partial<Pick<${name}, ${fields.join(' | ')}>>`, ...dashed.map((one) => `{ ${one} }`)].join(' & ');
}

function types({ imports, html, events, eventName = 'Name', wrap = (props) => props, declares }) {
  const [module, augmentation] = declares;
  const props = wrap(`Props<Tag>`);
  return `${imports}
import type { Elements, EventName, Pascal } from './elements.js';

export * from '../src/define.js';

type Html<E extends HTMLElement> = ${html};
type Props<Tag extends keyof Elements> = Html<HTMLElementTagNameMap[Tag]> & Elements[Tag] & Listeners;
type Listeners = { [Name in EventName as \`${events}\${${eventName}}\`]?: (event: HTMLElementEventMap[Name]) => void };
type Tags = { [Tag in keyof Elements]: ${props} };

declare module '${module}' {
  ${augmentation}
}
`;
}

function write(file, text) {
  writeFileSync(inRoot(folder, file), text);
}
