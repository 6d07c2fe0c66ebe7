/**
 * The script and the tag that show a widget in another page, and the flag without which the relay would refuse it.
 *
 * @param relay The relay's whole address.
 * @param tag The element's name.
 */
export function tagFor(relay: string, tag: string, widget: string): string {
  const { href } = new URL(relay);
  return `<!-- The pipeline must name the page's origin: sv.start(allow_origin=["https://…"]) -->
<script type="module" src="${href}streamviz.js"></script>
<${tag} src="${href}" widget="${widget}"></${tag}>
`;
}
