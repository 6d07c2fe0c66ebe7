import { fixture, nextFrame } from '@open-wc/testing';
import { html, unsafeStatic } from 'lit/static-html.js';
import '../../src/define.js';
import type { StreamElement } from '../../src/components/panel/stream-element.js';
import { Collection } from '../../src/core/collection.js';
import type { WidgetConfig } from '../../src/core/messages.js';
import type { Column, ColumnType, KeyedRow, Value } from '../../src/core/values.js';
import { type TestFeed, TestRelay } from './relay.js';
import { waitUntil } from './until.js';

/** A time that is over, so that no chart moves by itself. */
export const START = new Date(2025, 9, 9, 14, 30).getTime();

export function columnsOf(type: ColumnType = 'number', time: Column = TIME): readonly Column[] {
  return [time, { name: 'value', type }];
}

const TIME: Column = { name: 'time', type: 'datetime', zone: 'UTC' };

/** One value a second, as a stat has them. */
export function rowsOf(values: readonly Value[], start = START): KeyedRow[] {
  return values.map((value, i) => [String(i), start + i * 1000, value]);
}

export function valuesOf(values: readonly Value[], type: ColumnType = 'number'): Collection {
  const collection = new Collection({ columns: columnsOf(type) });
  collection.replace(rowsOf(values));
  return collection;
}

/** An element of local data in the page, drawn. */
export async function elementOf<T extends StreamElement>(
  tag: string,
  collection: Collection | undefined,
  attributes: Readonly<Record<string, string>> = {},
): Promise<T> {
  const name = unsafeStatic(tag);
  const element = await fixture<T>(html`<${name} heading="Latency"></${name}>`);
  for (const [attribute, value] of Object.entries(attributes)) element.setAttribute(attribute, value);
  element.collection = collection;
  await drawn(element);
  return element;
}

/** Sizes are observed in one frame and take effect in the next. */
export async function drawn(element: StreamElement): Promise<void> {
  for (let frame = 0; frame < 3; frame++) await nextFrame();
  await element.updateComplete;
}

export function part<T extends Element = HTMLElement>(element: Element, selector: string): T {
  const found = element.shadowRoot?.querySelector<T>(selector);
  if (!found) throw new Error(`there is no ${selector} in <${element.localName}>`);
  return found;
}

/** The text of a part, on one line; empty if it is not there. */
export function textOf(element: Element, selector: string): string {
  return element.shadowRoot?.querySelector(selector)?.textContent?.replace(/\s+/g, ' ').trim() ?? '';
}

export async function inState(element: StreamElement, state: string): Promise<void> {
  await waitUntil(() => element.matches(`:state(${state})`), `not ${state} but ${element.state}`);
}

/** An element that shows the widget `latency` of a relay of its own. */
export async function onRelay<T extends StreamElement>(
  tag: string,
  widget: Omit<WidgetConfig, 'columns'> & { readonly columns?: readonly Column[] },
): Promise<{ element: T; relay: TestRelay; feed: TestFeed }> {
  const relay = await TestRelay.start();
  const config = { title: 'Latency', columns: columnsOf(), ...widget };
  const feed = await relay.feed({ type: 'config', widgets: { latency: config } });
  const name = unsafeStatic(tag);
  const element = await fixture<T>(html`<${name} src=${relay.url} widget="latency"></${name}>`);
  return { element, relay, feed };
}

/** How many callbacks a collection still serves: nothing that left the page may keep one. */
export function countListeners(collection: Collection): () => number {
  let listeners = 0;
  const subscribe = collection.subscribe.bind(collection);
  collection.subscribe = (listener) => {
    listeners++;
    const unsubscribe = subscribe(listener);
    return () => {
      listeners--;
      return unsubscribe();
    };
  };
  return () => listeners;
}
