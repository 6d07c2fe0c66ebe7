/** @param view The window of the element that it is saved from, which the browser takes for the one that asks. */
export function saveFile(blob: Blob, name: string, view: Window & typeof globalThis): void {
  const link = view.document.createElement('a');
  const { URL } = view;
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), BEGUN);
}

/** Milliseconds after which a download has begun. */
const BEGUN = 60_000;
