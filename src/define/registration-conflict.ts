/** A page can have several copies of StreamViz: its own from npm, and those of the relays whose scripts it loads. */
export interface Copy {
  readonly version: string;
  readonly url: string;
}

/**
 * The warning of a copy of StreamViz that cannot register a tag.
 *
 * @param first The copy that has registered it, if it is one.
 */
export function sentence(tag: string, { version, url }: Copy, first: Copy | undefined): string {
  const self = `StreamViz ${version} (${url})`;
  return first === undefined
    ? `${self} cannot register <${tag}>: another script of this page has taken the name. Remove one of the two.`
    : `${self} leaves <${tag}> and its other tags to StreamViz ${first.version} (${first.url}), which was first on this page. Load one version only.`;
}
