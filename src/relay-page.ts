import { pageRelay } from './components/panel/surroundings.js';
import { Hub } from './runtime/hub.js';

/**
 * On a page that a relay serves: asks for the link, and for every widget, before the elements are defined and drawn.
 * They find their rows there, in the frame that draws the config; then the hub lets go of what none of them took over.
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
 * Who has logged out in another tab finds the login page here, too: the relay leads there, and back to this address. The
 * tab of the form is on its way already, with the answer that takes the cookie: it must not be called back.
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
