import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { Collection, CollectionListener } from '../../core/collection.js';
import type { WidgetConfig } from '../../core/messages.js';
import { Hub, type Status, type Token, type Watch } from '../hub.js';
import { isRecording } from '../link/relay-url.js';
import { showIn } from '../link/sight.js';
import type { Recording } from '../recording/recording.js';
import { type WidgetState, type WidgetStatus, widgetStatus } from '../widget-state.js';
import type { WindowedWidget } from '../windows/windowed-widget.js';
import { FrameRequest } from './frame-request.js';

/** An element that draws a widget: of a relay, or a collection of the page's own. */
export interface StreamHost extends ReactiveControllerHost, HTMLElement {
  /** The relay's address, wherever it was found. */
  readonly relay: string | undefined;
  /** The relay's viewer token, wherever it was found. */
  readonly credential: Token | undefined;
  readonly widget: string | undefined;
  /** Local data; then `relay` and `widget` do not count. */
  readonly collection: Collection | undefined;
}

/**
 * Joins an element to its data. However many steps arrive, the element is asked to draw at most once a frame, and only
 * while it is in a page.
 */
export class StreamController implements ReactiveController {
  readonly #host: StreamHost;
  readonly #onRows: CollectionListener;
  readonly #frame: FrameRequest;
  #joined: readonly unknown[] = [];
  #hub: Hub | undefined;
  #watch: Watch | undefined;
  #leaveHub: (() => void) | undefined;
  #leaveSight: (() => void) | undefined;
  #followed: Collection | undefined;
  #windowed: WindowedWidget | undefined;
  #unfollow: (() => void) | undefined;
  #mistake: string | undefined;

  /** @param onRows Called at once for every change of the rows; with `reset` all of them are others. */
  constructor(host: StreamHost, onRows: CollectionListener = () => {}) {
    this.#host = host;
    this.#onRows = onRows;
    this.#frame = new FrameRequest(host);
    host.addController(this);
  }

  get state(): WidgetState {
    return this.#widgetStatus.state;
  }

  /** For an error or a failure the sentence that names the fix; for a missing link why it is missing. */
  get message(): string | undefined {
    return this.#widgetStatus.message;
  }

  get config(): WidgetConfig | undefined {
    return this.#hub?.widget(this.#widget ?? '');
  }

  /** All rows, kept up to date; `undefined` while there are none, or too many to have them here. */
  get collection(): Collection | undefined {
    return this.#windowed === undefined ? this.#followed : undefined;
  }

  /** The widget while it is too large to come whole, and until its rows are all here again. */
  get windowed(): WindowedWidget | undefined {
    return this.#windowed;
  }

  /** Changes of rows that a pause holds back. */
  get waiting(): number {
    return this.#hub?.waitingIn(this.#widget ?? '') ?? 0;
  }

  /** Whether all widgets of the relay are paused, not this one alone. */
  get isPausedWithAll(): boolean {
    return this.#hub?.isPaused === true;
  }

  /** Whether its changes are held back. */
  get isPaused(): boolean {
    return this.#watch?.paused === true;
  }

  /** Asks the element to draw at the next frame. */
  requestDraw(): void {
    this.#frame.request();
  }

  /** The player of the recording that stands in place of a relay. */
  get playback(): Recording | undefined {
    return this.#hub?.playback;
  }

  /** The time zone in which times are shown, as the pipeline says. */
  get timezone(): string | undefined {
    return this.#hub?.config?.timezone;
  }

  /** The relay's; `undefined` for local data. */
  get status(): Status | undefined {
    return this.#hub?.status;
  }

  /** The relay's address, ending in a slash: for links to exports. */
  get url(): string | undefined {
    return this.#hub?.url;
  }

  hostConnected(): void {
    this.#leaveSight = showIn(this.#host.ownerDocument);
    this.#join();
    this.#host.requestUpdate(); // The rows may have changed while it was away
  }

  hostDisconnected(): void {
    this.#leave();
    this.#leaveSight?.();
    this.#frame.cancel();
  }

  hostUpdate(): void {
    if (!this.#host.isConnected || dataOf(this.#host).every((one, i) => one === this.#joined[i])) return;
    this.#leave();
    this.#join();
  }

  get #widgetStatus(): WidgetStatus {
    if (this.#mistake !== undefined) return { state: 'error', message: this.#mistake };
    if (this.#hub === undefined) return { state: 'live', message: undefined };
    return widgetStatus(this.#hub.status, this.config, this.#watch);
  }

  /** Defaults to the first widget of a recording, which often has one. */
  get #widget(): string | undefined {
    return this.#host.widget ?? (this.#hub?.playback && Object.keys(this.#hub.config?.widgets ?? {})[0]);
  }

  #join(): void {
    const { collection, relay, widget, credential } = this.#host;
    this.#joined = dataOf(this.#host);
    if (collection !== undefined) {
      this.#follow(collection);
      return;
    }
    this.#mistake = mistakeOf(relay, widget);
    if (this.#mistake !== undefined || relay === undefined) return;
    try {
      this.#hub = Hub.at(relay, { token: credential });
    } catch (error) {
      this.#mistake = (error as Error).message;
      return;
    }
    this.#leaveHub = this.#hub.subscribe(() => {
      this.#watchWidget();
      this.#frame.request();
    });
    this.#watchWidget();
  }

  #watchWidget(): void {
    const widget = this.#widget;
    if (widget === undefined || this.#watch !== undefined) return;
    this.#watch = this.#hub?.watch(widget, () => {
      this.#follow(this.#watch?.collection);
      this.#noteMode(widget);
      this.#frame.request();
    });
    this.#follow(this.#watch?.collection);
    this.#noteMode(widget);
  }

  /** The relay sends the rows again some time after it says that it will: until then they are seen through windows. */
  #noteMode(widget: string): void {
    const mode = this.#watch?.mode;
    if (mode === undefined) this.#windowed = undefined;
    else if (mode === 'window' && this.#hub !== undefined) this.#windowed ??= { hub: this.#hub, widget };
  }

  #leave(): void {
    this.#unfollow?.();
    this.#leaveHub?.();
    this.#watch?.close();
    this.#unfollow = this.#leaveHub = this.#watch = this.#hub = this.#followed = this.#windowed = undefined;
    this.#mistake = undefined;
  }

  #follow(collection: Collection | undefined): void {
    if (collection === this.#followed) return;
    this.#unfollow?.();
    this.#followed = collection;
    this.#windowed = undefined;
    this.#unfollow = collection?.subscribe((changes, reset) => {
      if (reset) this.#windowed = undefined;
      this.#onRows(changes, reset);
      this.#frame.request();
    });
    this.#onRows([], true);
  }
}

/** Identifies the data: another one of these is other data. */
function dataOf({ collection, relay, widget, credential }: StreamHost): readonly unknown[] {
  return [collection, relay, widget, credential];
}

function mistakeOf(relay: string | undefined, widget: string | undefined): string | undefined {
  if (relay === undefined) {
    return 'No source: give this element src="http://127.0.0.1:8765", put it inside <sv-dashboard src=…>, or set its collection property.';
  }
  return widget === undefined && !isRecording(relay)
    ? 'No widget: give this element the id of one, as in widget="orders".'
    : undefined;
}
