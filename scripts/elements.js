import { readFileSync, writeFileSync } from 'node:fs';
import { inRoot, main } from './lib/project.js';

const page = 'docs/elements.md';

/**
 * src/components → custom-elements.json ┐
 * src/components/look/tokens.styles.ts  ┴▶ docs/elements.md
 */
function describeElements() {
  writeFileSync(inRoot(page), elementsPage());
}

/** Whether docs/elements.md says what the elements do. */
export function areElementsDescribed() {
  return readFileSync(inRoot(page), 'utf8') === elementsPage();
}

function elementsPage() {
  const { modules } = JSON.parse(readFileSync(inRoot('custom-elements.json'), 'utf8'));
  const elements = modules.flatMap(({ declarations }) => declarations).filter(({ tagName }) => tagName);
  elements.sort((a, b) => (a.tagName < b.tagName ? -1 : 1)); // The analyzer lists files in the order in which the disk gave them
  const widgets = elements.filter(({ attributes = [] }) => attributes.some(({ name }) => name === 'widget'));
  const isShared = (one) => widgets.every((widget) => namesOf(widget).includes(one.name) && isSameIn(widget, one));
  const text = [
    INTRODUCTION,
    ...elements.map((element) => sectionOf(element, widgets.includes(element) ? (one) => !isShared(one) : () => true)),
    '## What all widgets share',
    '`<sv-table>`, `<sv-stat>`, `<sv-metric>` and `<sv-gauge>` have these too.',
    ...tablesOf(widgets[0], isShared),
    '## Custom properties',
    'Set them on an element or on anything around it. Colours are mixed from the first ones; a dark page needs none of them,\nfor light and dark follow `color-scheme`.',
    propertiesOf(readFileSync(inRoot('src', 'components', 'look', 'tokens.styles.ts'), 'utf8')),
  ];
  return `${text.join('\n\n')}\n`;
}

const INTRODUCTION = `# The elements

<!-- Written by scripts/elements.js from the comments in src/components: change those. -->

Each element, its attributes, properties, parts, states and slots. How to put them into a page is in [web.md](web.md);
\`custom-elements.json\` in the npm package has the same for editors.

A part is styled from outside with \`sv-table::part(header)\`, a state with \`sv-table:state(stale)\`. Rows and cells of a
table are found by \`[data-key]\` and \`[data-column]\` in its open shadow root.`;

function entriesOf({ attributes = [], members = [], cssParts = [], cssStates = [], slots = [], events = [] }) {
  return [...attributes, ...members, ...cssParts, ...cssStates, ...slots, ...events];
}

function namesOf(element) {
  return entriesOf(element).map(({ name }) => name);
}

function isSameIn(element, { name, description }) {
  return entriesOf(element).some((one) => one.name === name && one.description === description);
}

function sectionOf(element, isOwn) {
  return [`## \`<${element.tagName}>\``, element.description.trim(), ...tablesOf(element, isOwn)].join('\n\n');
}

function tablesOf({ attributes = [], members = [], cssParts = [], cssStates = [], slots = [], events = [] }, isMeant) {
  const properties = members.filter(({ kind, attribute }) => kind === 'field' && attribute === undefined);
  const methods = members.filter(({ kind }) => kind === 'method');
  return [
    tableOf(
      'attribute',
      attributes.filter(isMeant),
      ({ name }) => name,
      ({ type }) => type,
    ),
    tableOf(
      'property',
      properties.filter(isMeant),
      ({ name }) => name,
      ({ type }) => type,
    ),
    tableOf('method', methods.filter(isMeant), ({ name }) => `${name}()`),
    tableOf('event', events.filter(isMeant), ({ name }) => name),
    tableOf('part', cssParts.filter(isMeant), ({ name }) => name),
    tableOf('state', cssStates.filter(isMeant), ({ name }) => `:state(${name})`),
    tableOf('slot', slots.filter(isMeant), ({ name }) => name || '(default)'),
  ].filter((table) => table !== '');
}

function tableOf(kind, all, nameOf, typeOf) {
  if (all.length === 0) return '';
  const head = typeOf === undefined ? [kind, 'meaning'] : [kind, 'type', 'meaning'];
  const rows = all.map((one) => {
    const type = typeOf === undefined ? [] : [code(typeOf(one)?.text.replace(' | undefined', '') ?? '')];
    return [code(nameOf(one)), ...type, oneLine(one.description)];
  });
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

/** `--_x: var(--sv-x, default); /* meaning *` + `/`, one or several to a line; groups have a comment above them. */
function propertiesOf(styles) {
  const rows = [];
  for (const [, name, value, meaning] of styles.matchAll(
    /--_[\w-]+:\s*var\(\s*--(sv-[\w-]+),\s*([^;]+?)\s*\);(?:\s*\/\* (.*?) \*\/)?/g,
  )) {
    rows.push({ name: `--${name}`, description: meaning, type: { text: value.replace(/\s+/g, ' ') } });
  }
  const table = tableOf(
    'property',
    rows,
    ({ name }) => name,
    ({ type }) => type,
  );
  return table.replace('| type |', '| default |');
}

function code(text) {
  return text === '' ? '' : `\`${text.replaceAll('|', '\\|')}\``;
}

function oneLine(text = '') {
  return text.replace(/\s+/g, ' ').replaceAll('|', '\\|').trim();
}

main(import.meta.url, describeElements);
