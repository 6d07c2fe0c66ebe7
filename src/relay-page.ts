import { pageRelay } from './components/surroundings.js';
import { Hub } from './runtime/hub.js';

/**
 * On a page that a relay serves: opens the link, and asks for every widget, before the elements are defined and drawn.
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

/** Who has logged out, here or in another tab, finds the login page: the relay leads there, and back to this address. */
function leaveWhenLoggedOut(relay: string): void {
  const hub = Hub.at(relay);
  hub.subscribe(() => {
    if (hub.isLoggedOut) location.reload();
  });
}

// On a server, where elements are only declared, there is no page.
const relay = globalThis.document && pageRelay();
if (relay !== undefined) {
  askEarly(relay);
  leaveWhenLoggedOut(relay);
}
