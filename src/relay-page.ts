import { pageRelay } from './components/panel/surroundings.js';
import { Hub } from './runtime/hub.js';

/**
 * Opens the link on a page that a relay serves, and asks for every widget, before the elements are defined and drawn. They
 * find their rows there, in the frame that draws the config; then the hub drops the widgets that none of them took over.
 */
function askEarly(relay: string): void {
  const hub = Hub.at(relay);
  const leave = hub.subscribe(() => {
    if (hub.config === undefined) return;
    leave();
    const watches = Object.keys(hub.config.widgets).map((widget) => hub.watch(widget, () => {}));
    requestAnimationFrame(() => {
      for (const watch of watches) watch.close();
    });
  });
}

/**
 * Loads the page anew after a logout in another tab: the relay then leads to the login page, and back to this address. The
 * tab of the form must not be called back: it is on its way already, with the answer that takes the cookie.
 */
function leaveWhenLoggedOut(relay: string): void {
  const hub = Hub.at(relay);
  let isLeaving = false;
  document.addEventListener('submit', () => {
    isLeaving = true;
  });
  hub.subscribe(() => {
    if (hub.isLoggedOut && !isLeaving) location.reload();
  });
}

// On a server, where elements are only declared, there is no page.
const relay = globalThis.document && pageRelay();
if (relay !== undefined) {
  askEarly(relay);
  leaveWhenLoggedOut(relay);
}
