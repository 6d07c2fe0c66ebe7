import type { HideEvent } from 'streamviz';
import type {} from 'streamviz/svelte';
import type { SvelteHTMLElements } from 'svelte/elements';

type Tag<Name extends keyof SvelteHTMLElements> = SvelteHTMLElements[Name];

export const right: Tag<'sv-table'> = { widget: 'orders', 'max-rows': 3, class: 'wide', onclick: () => {} };

// @ts-expect-error A text is not a number.
export const wrong: Tag<'sv-table'> = { maxRows: 'three' };

export const heard: Tag<'sv-table'> = { 'onsv-hide': (event) => hidden(event) };

// @ts-expect-error It is no event of the mouse.
export const unheard: Tag<'sv-table'> = { 'onsv-hide': (event: MouseEvent) => event.button };

function hidden(event: HideEvent): string {
  return event.type;
}
