import { Component, CUSTOM_ELEMENTS_SCHEMA, signal } from '@angular/core';
import { Collection } from 'streamviz';

@Component({
  selector: 'app-root',
  schemas: [CUSTOM_ELEMENTS_SCHEMA],
  template: `
    <main>
      <button type="button" id="toggle" (click)="isShown.set(!isShown())">Show or hide</button>
      <button type="button" id="add" (click)="add()">Add a note</button>
      <output>{{ heard() }}</output>
      @if (isShown()) {
        <sv-table [src]="relay" widget="orders" [maxRows]="3" (sv-hide)="heard.set($event.type)"></sv-table>
        <sv-stat [src]="relay" widget="total"></sv-stat>
        <sv-table id="notes" heading="Notes" [collection]="notes"></sv-table>
      }
    </main>
  `,
})
export class App {
  readonly relay = new URLSearchParams(location.search).get('relay');
  readonly notes = new Collection({ columns: [{ name: 'note', type: 'string' }] });
  readonly isShown = signal(true);
  readonly heard = signal('');

  add(): void {
    this.notes.upsert(`${this.notes.size}`, 'a note of the app');
  }
}
