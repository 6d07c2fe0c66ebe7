import { useState } from 'react';
import { Collection } from 'streamviz';
import 'streamviz/react';

const relay = new URLSearchParams(location.search).get('relay') ?? undefined;
const notes = new Collection({ columns: [{ name: 'note', type: 'string' }] });

export function App() {
  const [isShown, setShown] = useState(true);
  const [heard, setHeard] = useState('');
  return (
    <main>
      <button type="button" id="toggle" onClick={() => setShown(!isShown)}>
        Show or hide
      </button>
      <button type="button" id="add" onClick={() => notes.upsert(`${notes.size}`, 'a note of the app')}>
        Add a note
      </button>
      <output>{heard}</output>
      {isShown && (
        <>
          <sv-table src={relay} widget="orders" maxRows={3} onsv-hide={(event) => setHeard(event.type)} />
          <sv-stat src={relay} widget="total" />
          <sv-table id="notes" heading="Notes" collection={notes} />
        </>
      )}
    </main>
  );
}
