import type {} from 'streamviz/svelte';
import type { SvelteHTMLElements } from 'svelte/elements';

type Tag<Name extends keyof SvelteHTMLElements> = SvelteHTMLElements[Name];

export const right: Tag<'sv-table'> = { widget: 'orders', 'max-rows': 3, class: 'wide', onclick: () => {} };

// @ts-expect-error A text is not a number.
export const wrong: Tag<'sv-table'> = { maxRows: 'three' };
