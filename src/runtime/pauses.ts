/** Which widgets of a relay are paused: all of them, or some by themselves. */
export class Pauses {
  #isAll = false;
  readonly #widgets = new Set<string>();

  /** Whether all widgets are paused, those that are yet to come too. */
  get isAll(): boolean {
    return this.#isAll;
  }

  /** The widgets that are paused by themselves, not with all. */
  get widgets(): ReadonlySet<string> {
    return this.#widgets;
  }

  has(widget: string): boolean {
    return this.#isAll || this.#widgets.has(widget);
  }

  /** @param widget Default: all. */
  add(widget?: string): void {
    if (widget === undefined) this.#isAll = true;
    else this.#widgets.add(widget);
  }

  /** Lets one widget go on while the others stay paused, each by itself then. @param known All that there are. */
  delete(widget: string, known: Iterable<string>): void {
    if (this.#isAll) for (const id of known) this.#widgets.add(id);
    this.#isAll = false;
    this.#widgets.delete(widget);
  }

  clear(): void {
    this.#isAll = false;
    this.#widgets.clear();
  }
}
