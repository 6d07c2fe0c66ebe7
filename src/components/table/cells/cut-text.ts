/** Characters that a cell shows of a very long text. More would be laid out, and never seen. */
const MAX_SHOWN = 300;

export function cutText(text: string, max = MAX_SHOWN): string {
  return text.length > max ? `${text.slice(0, max)}…` : text;
}
