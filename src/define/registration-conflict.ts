import type { Copy } from './registration.js';

/** What a copy of StreamViz says that cannot register a tag; `first` is the copy that has, if it is one. */
export function sentence(tag: string, { version, url }: Copy, first: Copy | undefined): string {
  const self = `StreamViz ${version} (${url})`;
  return first === undefined
    ? `${self} cannot register <${tag}>: another script of this page has taken the name. Remove one of the two.`
    : `${self} leaves <${tag}> and its other tags to StreamViz ${first.version} (${first.url}), which was first on this page. Load one version only.`;
}
