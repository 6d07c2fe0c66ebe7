import type { HideEvent } from 'streamviz';
import type {} from 'streamviz/vue';
import type { GlobalComponents } from 'vue';

type Tag<Name extends keyof GlobalComponents> = InstanceType<GlobalComponents[Name]>['$props'];

export const right: Tag<'sv-table'> = { widget: 'orders', maxRows: 3, class: 'wide', onClick: () => {} };

// @ts-expect-error A text is not a number.
export const wrong: Tag<'sv-table'> = { maxRows: 'three' };

export const heard: Tag<'sv-table'> = { onSvHide: (event) => hidden(event) };

// @ts-expect-error It is no event of the mouse.
export const unheard: Tag<'sv-table'> = { onSvHide: (event: MouseEvent) => event.button };

function hidden(event: HideEvent): string {
  return event.type;
}
