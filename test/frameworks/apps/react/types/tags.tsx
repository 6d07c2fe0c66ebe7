import { useRef } from 'react';
import { Collection, type HideEvent, type SvTable } from 'streamviz';
import type {} from 'streamviz/react';

const notes = new Collection({ columns: [{ name: 'note', type: 'string' }] });

export function Right() {
  const table = useRef<SvTable>(null);
  return (
    <sv-dashboard src="http://127.0.0.1:8765" theme="dark" className="board">
      <sv-table ref={table} widget="orders" maxRows={3} newestFirst density="compact" aria-label="Orders" />
      <sv-gauge widget="load" min={0} max={1} style={{ height: 200 }} onClick={() => {}} />
      <sv-table collection={notes} sort={undefined} onsv-hide={(event) => hidden(event)} />
    </sv-dashboard>
  );
}

export function Wrong() {
  return (
    <>
      {/* @ts-expect-error A listener is a function. */}
      <sv-table onsv-hide="hide" />
      {/* @ts-expect-error It is no event of the mouse. */}
      <sv-table onsv-hide={(event: MouseEvent) => event.button} />
      {/* @ts-expect-error A number is not a text. */}
      <sv-table widget={1} />
      {/* @ts-expect-error There is no such field. */}
      <sv-table rows={3} />
      {/* @ts-expect-error It can only be read. */}
      <sv-stat relay="http://127.0.0.1:8765" />
      {/* @ts-expect-error There is no such density. */}
      <sv-table density="huge" />
      {/* @ts-expect-error There is no such element. */}
      <sv-tabel />
    </>
  );
}

export function found(): SvTable | null {
  return document.querySelector('sv-table');
}

found()?.addEventListener('sv-hide', (event) => hidden(event));

function hidden(event: HideEvent): string {
  return event.type;
}
