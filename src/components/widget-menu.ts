import { type Action, openMenu } from './popup-menu.js';
import type { StreamElement } from './stream-element.js';
import { tagFor } from './widget-tag.js';

/** Opens the menu of the element around a button. */
export function openMenuOf(button: HTMLButtonElement): void {
  const { host } = button.getRootNode() as ShadowRoot;
  openMenu(button, groupsFor(host as StreamElement));
}

function groupsFor(element: StreamElement): Action[][] {
  const { localName, widget, address } = element;
  const isRelayed = address !== undefined && widget !== undefined;
  const download = (format: string): Action => ({
    label: `Export ${format.toUpperCase()}`,
    href: isRelayed ? new URL(`export/${widget}.${format}`, address).href : '',
  });
  return [
    document.fullscreenEnabled ? [fullScreen(element)] : [],
    isRelayed ? [{ label: 'Copy tag', run: () => copyText(tagFor(address, localName, widget), 'Tag copied') }] : [],
    isRelayed ? ['csv', 'json', 'ndjson'].map(download) : [],
  ].filter((group) => group.length > 0);
}

function fullScreen(element: HTMLElement): Action {
  const isFull = document.fullscreenElement !== null;
  return isFull
    ? { label: 'Leave full screen', run: () => void document.exitFullscreen().catch(() => {}) }
    : { label: 'Full screen', run: () => void element.requestFullscreen().catch(() => {}) };
}

/** Also where the page is served without TLS, and so without the clipboard of today. */
async function copyText(text: string, done: string): Promise<string> {
  if (navigator.clipboard !== undefined) await navigator.clipboard.writeText(text);
  else copyByCommand(text);
  return done;
}

function copyByCommand(text: string): void {
  const field = document.createElement('textarea');
  field.value = text;
  document.body.append(field);
  field.select();
  const isCopied = document.execCommand('copy');
  field.remove();
  if (!isCopied) throw new Error('the browser forbids it on a page without https');
}
