import { noChange } from 'lit';
import { Directive, directive, type ElementPart, type PartInfo, PartType } from 'lit/directive.js';

/**
 * Sets CSS properties of an element, also custom ones, and takes back those that are no longer given. Unlike
 * `styleMap` it never writes a `style` attribute, which a strict content security policy forbids.
 *
 * ```ts
 * html`<div class="pick" ${cssProperties({ '--x': '12px' })}></div>`
 * ```
 */
class CssProperties extends Directive {
  #set: Properties = {};

  constructor(part: PartInfo) {
    super(part);
    if (part.type !== PartType.ELEMENT) throw new Error('cssProperties stands in the tag of an element');
  }

  override update({ element }: ElementPart, [properties]: [Properties]): typeof noChange {
    const { style } = element as HTMLElement;
    for (const name of Object.keys(this.#set)) if (!(name in properties)) style.removeProperty(name);
    for (const [name, value] of Object.entries(properties)) {
      if (this.#set[name] !== value) style.setProperty(name, value);
    }
    this.#set = properties;
    return noChange;
  }

  override render(_properties: Properties): typeof noChange {
    return noChange;
  }
}

type Properties = Readonly<Record<string, string>>;

export const cssProperties = directive(CssProperties);
