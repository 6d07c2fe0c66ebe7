import { html, nothing, type TemplateResult } from 'lit';
import type { Recording } from '../../runtime/recording/recording.js';

/** The attributes of an element that say how a recording is played. */
export interface PlayerSettings {
  readonly src: string | undefined;
  readonly speed: number | undefined;
  readonly loop: boolean;
  readonly noPlayer: boolean;
}

/** The player of a recording, which is loaded when there is one. An element that inherits its `src` has none. */
export function renderPlayer(
  playback: Recording | undefined,
  { src, speed, loop, noPlayer }: PlayerSettings,
): TemplateResult | typeof nothing {
  if (playback?.link !== 'open') return nothing;
  if (customElements.get('sv-player') === undefined) void import('./player-element.js').then((part) => part.define());
  return html`<sv-player
    part="player"
    .playback=${playback}
    .speed=${speed}
    .loop=${loop}
    ?hidden=${noPlayer || src === undefined}
  ></sv-player>`;
}
