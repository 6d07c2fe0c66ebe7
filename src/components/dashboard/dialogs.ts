import { html, render, type TemplateResult } from 'lit';
import { rangeOf } from '../../chart/axes/time-range.js';
import type { Extent } from '../../chart/axes/window.js';
import { isInstant } from '../../text/format-time.js';
import { areKeysOn, type BoardKey, switchKeys } from './keys.js';

/** Lists the keys. */
export function openHelp(root: ShadowRoot, keys: readonly BoardKey[]): void {
  const switched = ({ target }: Event) => switchKeys((target as HTMLInputElement).checked);
  openDialog(
    root,
    'Keyboard',
    () => html`
    <dl>
      ${[...keys.map(({ name, does }) => [name, does]), ...CHART_KEYS].map(
        ([name, does]) => html`<dt><kbd>${name}</kbd></dt><dd>${does}</dd>`,
      )}
    </dl>
    <label class="check"><input type="checkbox" .checked=${areKeysOn()} @change=${switched}>Keys of a single letter, and Space</label>
    <div class="buttons"><button class="control" autofocus>Close</button></div>`,
  );
}

const CHART_KEYS = [
  ['← →', 'Read the values of a chart, point by point'],
  ['+ −', 'Zoom a chart in and out'],
  ['Esc', 'Back to the time before the zoom'],
];

/** Asks for two times. */
export function openRangeDialog(root: ShadowRoot, shown: Extent, onRange: (range: string) => void): void {
  const timeOf = (dialog: HTMLElement, name: string) =>
    new Date(dialog.querySelector<HTMLInputElement>(`[name=${name}]`)?.value ?? '').getTime();
  const submit = (event: Event) => {
    const dialog = event.currentTarget as HTMLElement;
    const last = dialog.querySelector<HTMLInputElement>('[name=last]');
    const extent = { first: timeOf(dialog, 'first'), last: timeOf(dialog, 'last') };
    const range = extent.first < extent.last ? rangeOf(extent) : undefined;
    last?.setCustomValidity(range !== undefined ? '' : 'The end must be later than the start');
    if (range !== undefined) onRange(range);
    else {
      event.preventDefault();
      last?.reportValidity();
    }
  };
  const field = (name: string, label: string, time: number) => html`<label>
    ${label}
    <input type="datetime-local" step="1" required name=${name} .value=${localTime(time)} @input=${forgive}>
  </label>`;
  openDialog(
    root,
    'Time range',
    () => html`
    ${field('first', 'From', shown.first)}${field('last', 'To', shown.last)}
    <div class="buttons"><button class="control" formnovalidate value="cancel">Cancel</button><button class="control" value="show">Show</button></div>`,
    submit,
  );
}

function forgive({ currentTarget }: Event): void {
  const { form } = currentTarget as HTMLInputElement;
  for (const field of form?.elements ?? []) (field as HTMLInputElement).setCustomValidity?.('');
}

/** The text of such a field: the clock on the wall, to the second; empty for an impossible time. */
function localTime(time: number): string {
  const shift = new Date(time).getTimezoneOffset() * 60_000;
  return isInstant(time - shift, false) ? new Date(time - shift).toISOString().slice(0, 19) : '';
}

/** Opens a form that closes when it is sent, and then gives the focus back. */
function openDialog(
  root: ShadowRoot,
  title: string,
  content: () => TemplateResult,
  onSubmit: (event: Event) => void = () => {},
): void {
  const before = root.activeElement;
  const dialog = document.createElement('dialog');
  dialog.setAttribute('aria-label', title);
  const submit = (event: SubmitEvent) => {
    if ((event.submitter as HTMLButtonElement | null)?.value !== 'cancel') onSubmit(event);
  };
  render(html`<form method="dialog" @submit=${submit}><h2>${title}</h2>${content()}</form>`, dialog);
  dialog.addEventListener('close', () => {
    dialog.remove();
    if (before instanceof HTMLElement) before.focus();
  });
  root.append(dialog);
  dialog.showModal();
}
