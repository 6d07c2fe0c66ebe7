import { Hub } from '../../runtime/hub.js';
import type { WidgetState } from '../../runtime/widget-state.js';
import { SvDashboard } from '../dashboard/sv-dashboard.js';
import type { StreamElement } from '../panel/stream-element.js';
import { HideEvent } from './hide-event.js';
import { type Action, openMenu } from './popup-menu.js';
import { tagFor } from './widget-tag.js';

/** Opens the menu of the widget or the board around a button. */
export function openMenuOf(button: HTMLButtonElement): void {
  const { host } = button.getRootNode() as ShadowRoot;
  const groups = host instanceof SvDashboard ? boardGroups(host) : widgetGroups(host as StreamElement);
  openMenu(
    button,
    groups.filter((group) => group.length > 0),
  );
}

function boardGroups(board: SvDashboard): Action[][] {
  const { address } = board;
  return [
    document.fullscreenEnabled ? [fullScreen(board)] : [],
    board.childElementCount > 0 ? [] : [{ label: 'Arrange', run: () => void board.arrange() }],
    pictures(board),
    address === undefined ? [] : [file(address, 'export.zip', 'Export everything (ZIP)')],
  ];
}

function widgetGroups(element: StreamElement): Action[][] {
  const { localName, widget, address } = element;
  const view = document.fullscreenEnabled ? [fullScreen(element)] : [];
  // Only a board that has placed the widget can take it away and bring it back.
  if (element.matches('.cell')) {
    if (isAmongOthers(element)) view.push({ label: 'Show alone', run: () => showAlone(element) });
    view.push({ label: 'Hide', run: () => hide(element) });
  }
  if (address === undefined || widget === undefined) return [view, pictures(element)];
  view.push(pause(Hub.at(address), widget, element.state));
  const download = (format: string): Action =>
    file(address, `export/${widget}.${format}`, `Export ${format.toUpperCase()}`);
  const copyTag = () => copyText(tagFor(address, localName, widget), 'Tag copied');
  return [view, pictures(element), [{ label: 'Copy tag', run: copyTag }], ['csv', 'json', 'ndjson'].map(download)];
}

function pause(hub: Hub, widget: string, state: WidgetState): Action {
  return state === 'paused'
    ? { label: 'Resume', run: () => void hub.resume(widget) }
    : { label: 'Pause', run: () => void hub.pause(widget) };
}

/** What the relay serves, to be saved. A link cannot carry a token, nor may its address: then the page fetches it. */
function file(address: string, path: string, label: string): Action {
  const relay = Hub.at(address);
  if (!relay.hasToken) return { label, href: relay.url + path };
  const run = async () => {
    const answer = await relay.fetch(path);
    if (!answer.ok) throw new Error((await answer.text()).trim());
    const [, name] = /filename="(.+)"/.exec(answer.headers.get('content-disposition') ?? '') ?? [];
    saveFile(await answer.blob(), name ?? (path.split('/').at(-1) as string));
    return 'Exported';
  };
  return { label, run };
}

function pictures(element: HTMLElement): Action[] {
  const take = async () => (await import('./snapshot.js')).pictureOf(element);
  const save = async () => {
    saveFile(await take(), `${nameOf(element)}.png`);
    return 'Picture saved';
  };
  const copy = async () => {
    // The promise, not the picture: Safari takes it only from within the press.
    await navigator.clipboard.write([new ClipboardItem({ 'image/png': take() })]);
    return 'Picture copied';
  };
  const canCopy = navigator.clipboard !== undefined && 'ClipboardItem' in globalThis;
  return [{ label: 'Save picture', run: save }, ...(canCopy ? [{ label: 'Copy picture', run: copy }] : [])];
}

/** Of a file: what it shows and when, in what every file system takes. */
function nameOf(element: HTMLElement): string {
  const name = element instanceof SvDashboard ? 'dashboard' : ((element as StreamElement).widget ?? 'widget');
  return `${name}-${new Date().toISOString().slice(0, 19).replaceAll(':', '-')}`;
}

function saveFile(blob: Blob, name: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), KEPT);
}

/** Milliseconds in which a download has begun. */
const KEPT = 60_000;

function isAmongOthers(element: HTMLElement): boolean {
  return (element.getRootNode() as ShadowRoot).querySelectorAll('.cell').length > 1;
}

function showAlone(element: HTMLElement): undefined {
  element.dispatchEvent(new Event('sv-only', { bubbles: true, composed: true }));
}

function hide(element: HTMLElement): undefined {
  element.dispatchEvent(new HideEvent());
}

function fullScreen(element: HTMLElement): Action {
  const isFull = document.fullscreenElement !== null;
  return { label: isFull ? 'Leave full screen' : 'Full screen', run: () => void toggleFullScreen(element) };
}

export function toggleFullScreen(element: HTMLElement): void {
  const change = document.fullscreenElement === null ? element.requestFullscreen() : document.exitFullscreen();
  change.catch(() => {}); // The browser may not let it
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
