/**
 * Copies also where the page is served without TLS, and so without the clipboard of today.
 *
 * @param view The window of the element that it is copied from: a browser lets only the one in front copy.
 */
export async function copyText(text: string, view: Window): Promise<void> {
  const { clipboard } = view.navigator;
  if (clipboard !== undefined) await clipboard.writeText(text);
  else copyByCommand(text, view.document);
}

function copyByCommand(text: string, page: Document): void {
  const field = page.createElement('textarea');
  field.value = text;
  page.body.append(field);
  field.select();
  const isCopied = page.execCommand('copy');
  field.remove();
  if (!isCopied) throw new Error('the browser forbids it on a page without https');
}
