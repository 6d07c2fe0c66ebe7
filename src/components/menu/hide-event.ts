/** The viewer does not want to see this widget on its board. */
export class HideEvent extends Event {
  constructor() {
    super('sv-hide', { bubbles: true, composed: true });
  }
}
