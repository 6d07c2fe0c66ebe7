import { Hub } from '../../runtime/hub.js';
import { copyText } from './copy-text.js';
import { toggleFullScreen } from './full-screen.js';
import type { Action, MenuHost, MenuOffer } from './menu-host.js';
import { openMenu } from './popup-menu.js';
import { rowFiles } from './row-files.js';
import { saveFile } from './save-file.js';
import { tagFor } from './widget-tag.js';

/** Opens the menu of the element around a button. */
export function openMenuOf(button: HTMLButtonElement): void {
  const { host } = button.getRootNode() as ShadowRoot;
  const groups = groupsFor(host as MenuHost);
  openMenu(
    button,
    groups.filter((group) => group.length > 0),
  );
}

function groupsFor(host: MenuHost): (readonly Action[])[] {
  const offer = host.menuOffer;
  return [
    [...(host.ownerDocument.fullscreenEnabled ? [fullScreen(host)] : []), ...offer.view],
    offer.actions,
    pictures(host, offer),
    copyTag(host, offer),
    exportsOf(host, offer),
  ];
}

function fullScreen(host: MenuHost): Action {
  const isFull = host.ownerDocument.fullscreenElement !== null;
  return { label: isFull ? 'Leave full screen' : 'Full screen', run: () => void toggleFullScreen(host) };
}

function pictures(host: MenuHost, { fileName, subject }: MenuOffer): Action[] {
  const view = viewOf(host);
  const { clipboard } = view.navigator;
  const take = async () => {
    const { captionOf, pictureOf } = await import('./picture.js');
    return pictureOf(host, captionOf(subject));
  };
  const save = async () => {
    saveFile(await take(), `${fileName}-${new Date().toISOString().slice(0, 19).replaceAll(':', '-')}.png`, view);
    return 'Picture saved';
  };
  const copy = async () => {
    // The promise, not the picture: Safari takes it only from within the press.
    await clipboard.write([new view.ClipboardItem({ 'image/png': take() })]);
    return 'Picture copied';
  };
  const canCopy = clipboard !== undefined && 'ClipboardItem' in view;
  return [{ label: 'Save picture', run: save }, ...(canCopy ? [{ label: 'Copy picture', run: copy }] : [])];
}

function copyTag(host: MenuHost, { relay, widget }: MenuOffer): Action[] {
  if (relay === undefined || widget === undefined) return [];
  const run = async () => {
    await copyText(tagFor(relay, host.localName, widget), viewOf(host));
    return 'Tag copied';
  };
  return [{ label: 'Copy tag', run }];
}

/** A link cannot carry a token, nor may its address: where one is needed, the page fetches the file. */
function exportsOf(host: MenuHost, { relay, exports, rows }: MenuOffer): Action[] {
  const hub = relay === undefined ? undefined : Hub.at(relay);
  const files = exports.map(([label, source]) => ({ label, source }));
  return [...files, ...(rows === undefined ? [] : rowFiles(rows, viewOf(host)))].flatMap(
    ({ label, source }): Action[] => {
      if (typeof source !== 'string') return [{ label, run: source }];
      if (hub === undefined) return [];
      return [
        hub.hasToken ? { label, run: () => download(hub, source, viewOf(host)) } : { label, href: hub.url + source },
      ];
    },
  );
}

async function download(hub: Hub, path: string, view: Window & typeof globalThis): Promise<string> {
  const answer = await hub.fetch(path);
  if (!answer.ok) throw new Error((await answer.text()).trim());
  const [, name] = /filename="(.+)"/.exec(answer.headers.get('content-disposition') ?? '') ?? [];
  saveFile(await answer.blob(), name ?? path.replace(/^.*\/|\?.*$/g, ''), view);
  return 'Exported';
}

/** The window that shows an element, which may be another than that of this script. */
function viewOf(host: MenuHost): Window & typeof globalThis {
  return host.ownerDocument.defaultView ?? window;
}
