import type { ServerResponse } from 'node:http';
import { Viewer, type ViewerOptions } from '../views/viewer.js';
import type { ViewerLink } from '../views/viewer-link.js';

/** Streams the frames of one widget as lines, to a viewer that acknowledges what the other side has read. */
export function streamLines(response: ServerResponse, widget: string, client: string, options: ViewerOptions): void {
  const link: ViewerLink = {
    send: (frame, frames) => {
      response.write(frame);
      response.write('\n', () => viewer.acknowledge(frames));
    },
    cork: () => response.cork(),
    uncork: () => response.uncork(),
    close: () => void response.end(),
    cut: () => void response.destroy(),
    fail: (error) => {
      options.audit.failed('a stream of lines', error);
      response.destroy();
    },
  };
  const viewer = new Viewer(link, client, options);
  response.on('close', () => viewer.closed());
  viewer.start();
  viewer.subscribe({ widget, all: true });
}
